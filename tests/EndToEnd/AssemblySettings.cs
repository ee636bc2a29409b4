// The programs share this process's console, and the engine uses every core by itself.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
