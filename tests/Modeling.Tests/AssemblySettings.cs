// The engine uses every core by itself; tests side by side would only disturb each other's thread counts and generators.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
