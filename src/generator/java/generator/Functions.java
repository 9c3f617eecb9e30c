package generator;

import java.util.List;

/**
 * The hand-written functions of the shim, in the calling convention of the operators, so that they share its table and
 * its downcalls. A name ending in {@code !} returns a plain value, for which 0 is no error.
 */
final class Functions {
    record Function(String name, String slots, boolean plain) {
        String constant() {
            return name.toUpperCase();
        }
    }

    static final List<Function> ALL =
            List.of(
                    of("error_kind!", ""),
                    of("error_token!", ""),
                    of("error_text!", ""),
                    of("free!", "J"),
                    of("share", "J"),
                    of("dim!", "J"),
                    of("numel!", "J"),
                    of("dtype!", "J"),
                    of("layout!", "J"),
                    of("sizes!", "J"),
                    of("strides!", "J"),
                    of("device!", "J"),
                    of("data!", "J"),
                    of("storage_offset!", "J"),
                    of("impl!", "J"),
                    of("version!", ""),
                    of("show_config", ""),
                    of("get_num_threads!", ""),
                    of("set_num_threads", "JJ"),
                    of("from_memory", "JJJJJJ"),
                    of("storage_size!", "J"),
                    of("pin_storage", "J"),
                    of("to_dlpack", "JJ"),
                    of("from_dlpack", "JJ"),
                    of("delete_dlpack!", "JJ"),
                    of("set_callbacks!", "JJJ"),
                    of("backward", "JJJJJJJJ"),
                    of("grad", "JJJJJJJJJ"),
                    of("requires_grad!", "J"),
                    of("gradient", "J"),
                    of("set_gradient", "JJ"),
                    of("grad_fn_name", "J"),
                    of("register_hook", "JJ"),
                    of("remove_hook", "JJ"),
                    of("function_check", ""),
                    of("forward_mode_off", "JJ"),
                    of("forward_mode_on!", ""),
                    of("function_apply", "JJJJJ"),
                    of("saved_output", "JJJ"),
                    of("type_name", "J"),
                    of("is_checkpoint_valid!", ""),
                    of("gradient_edge", "J"),
                    of("node_address!", "J"),
                    of("node_name", "J"),
                    of("node_next", "J"),
                    of("node_hook", "JJJJJ"),
                    of("node_remove_hook", "JJJ"),
                    of("post_accumulate_hook", "JJ"),
                    of("remove_post_accumulate_hook", "JJ"),
                    of("set_saved_hooks", "J"),
                    of("is_grad_enabled!", ""),
                    of("set_grad_enabled!", "J"),
                    of("is_inference_mode!", ""),
                    of("set_inference_mode", "J"),
                    of("autograd_flag", "J"),
                    of("set_autograd_flag", "JJ"),
                    of("anomaly_mode", ""),
                    of("set_anomaly_mode", "JJ"),
                    of("kineto_available!", ""),
                    of("enter_dual_level", ""),
                    of("exit_dual_level", "J"),
                    of("transforms_active!", ""),
                    of("vmap_enter", "JJ"),
                    of("vmap_exit", "J"),
                    of("vmap_add_batch_dim", "JJJ"),
                    of("vmap_unwrap", "JJ"),
                    of("vmap_mode", "J"),
                    of("manual_seed", "J"),
                    of("cuda_devices!", ""),
                    of("default_generator", "J"),
                    of("generator", "J"),
                    of("generator_free!", "J"),
                    of("generator_device!", "J"),
                    of("generator_clone", "J"),
                    of("generator_manual_seed", "JJ"),
                    of("generator_seed", "J"),
                    of("generator_initial_seed!", "J"),
                    of("generator_state", "J"),
                    of("generator_set_state", "JJ"),
                    of("default_dtype!", ""),
                    of("set_default_dtype", "J"),
                    of("generator_graphsafe_state", "J"),
                    of("generator_set_graphsafe_state", "JJ"),
                    of("generator_offset", "J"),
                    of("generator_set_offset", "JJ"),
                    of("deterministic", ""),
                    of("set_deterministic", "JJ"),
                    of("set_fill_uninitialized", "J"),
                    of("matmul_precision", ""),
                    of("set_matmul_precision", "JJ"),
                    of("set_flush_denormal", "J"),
                    of("get_num_interop_threads", ""),
                    of("set_num_interop_threads", "J"),
                    of("parallel_info", ""),
                    of("autocast_enabled", "J"),
                    of("set_autocast_enabled", "JJ"),
                    of("autocast_dtype", "J"),
                    of("set_autocast_dtype", "JJ"),
                    of("autocast_cache_enabled", ""),
                    of("set_autocast_cache_enabled", "J"),
                    of("autocast_nesting", "J"),
                    of("clear_autocast_cache", ""),
                    of("has!", "J"));

    private Functions() {}

    private static Function of(String name, String slots) {
        boolean plain = name.endsWith("!");
        return new Function(plain ? name.substring(0, name.length() - 1) : name, slots, plain);
    }
}
