package torch.utils.data;

import torch.Generator;

/**
 * The worker that a thread is. Mirrors {@code torch.utils.data.get_worker_info()}'s result.
 *
 * @param id from 0 to {@code numWorkers} - 1
 * @param numWorkers how many there are
 * @param seed what {@code generator} was seeded with: one number for all workers, drawn when the iterator was made, plus
 *     the id
 * @param dataset the {@link Dataset} or {@link IterableDataset} that this worker reads
 * @param generator where this worker's random numbers come from, as the worker process's own generator in Python
 */
public record WorkerInfo(int id, int numWorkers, long seed, Object dataset, Generator generator) {}
