// Three at a time: most of what they do is waiting for the processes that they start.
[assembly: CollectionBehavior(MaxParallelThreads = 3)]
