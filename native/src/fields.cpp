// Fields of Java objects, read and set through JNI: unlike reflection it asks no Java module for permission, so that
// what a user's network holds is found wherever the network was written.
#include <jni.h>

extern "C" {

JNIEXPORT jobject JNICALL Java_torch_internal_Fields_read(JNIEnv* env, jclass, jobject owner, jobject field) {
  return env->GetObjectField(owner, env->FromReflectedField(field));
}

JNIEXPORT void JNICALL Java_torch_internal_Fields_write(JNIEnv* env, jclass, jobject owner, jobject field,
                                                        jobject value) {
  env->SetObjectField(owner, env->FromReflectedField(field), value);
}
}
