package torch.nn;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.lang.module.ModuleFinder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.spi.ToolProvider;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Networks in a Java module of their own that opens nothing to jtorch. */
class ClosedModuleTest {
    @TempDir static Path folder;

    private static ClassLoader loader;

    @BeforeAll
    static void compileModule() throws Exception {
        write("module-info.java", "module app { exports app; }");
        write(
                "app/Closed.java",
                """
                package app;
                import torch.nn.*;
                public class Closed extends torch.nn.Module {
                    private final java.util.List<String> names = java.util.List.of();
                    private final Linear fc = new Linear(2, 3);
                }
                """);
        write(
                "app/Registering.java",
                """
                package app;
                import torch.nn.*;
                public class Registering extends torch.nn.Module {
                    public final Linear open = new Linear(1, 1);
                    private final Linear fc = registerModule("fc", new Linear(2, 3));
                }
                """);
        int status =
                ToolProvider.findFirst("javac")
                        .orElseThrow()
                        .run(
                                System.out,
                                System.err,
                                "--add-reads",
                                "app=ALL-UNNAMED",
                                "-cp",
                                location(Module.class),
                                "-proc:none",
                                "-d",
                                folder.resolve("classes").toString(),
                                folder.resolve("module-info.java").toString(),
                                folder.resolve("app/Closed.java").toString(),
                                folder.resolve("app/Registering.java").toString());
        assertEquals(0, status);
        var parent = ModuleLayer.boot();
        var configuration =
                parent.configuration()
                        .resolve(
                                ModuleFinder.of(folder.resolve("classes")),
                                ModuleFinder.of(),
                                Set.of("app"));
        var controller =
                ModuleLayer.defineModulesWithOneLoader(
                        configuration, List.of(parent), ClosedModuleTest.class.getClassLoader());
        var app = controller.layer().findModule("app").orElseThrow();
        controller.addReads(app, Module.class.getModule());
        loader = app.getClassLoader();
    }

    private static String location(Class<?> type) throws Exception {
        return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI()).toString();
    }

    private static void write(String name, String source) throws Exception {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, source);
    }

    private static Module create(String name) throws Exception {
        return (Module) loader.loadClass(name).getConstructor().newInstance();
    }

    @Test
    void privateFields_areFound() throws Exception {
        assertEquals(
                "[fc.weight, fc.bias]", create("app.Closed").namedParameters().keySet().toString());
    }

    @Test
    void publicOrRegisteredField_isFound() throws Exception {
        assertEquals(
                "[open.weight, open.bias, fc.weight, fc.bias]",
                create("app.Registering").namedParameters().keySet().toString());
    }
}
