/**
 * What JTorch costs over bare C++ on the same libtorch, beside the JavaCPP presets: one class per question, one method
 * per opponent. {@link benchmarks.Compare} runs them.
 */
package benchmarks;
