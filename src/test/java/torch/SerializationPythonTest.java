package torch;

import org.junit.jupiter.api.Test;

/** Has Python read what Java wrote; see {@link Python}. */
class SerializationPythonTest {
    @Test
    void savedFiles_areReadByPython() throws Exception {
        Python.check(FilesForPython::write, "serialization_check.py");
    }
}
