// Three at a time on any machine: each mostly waits for the commands that it starts.
[assembly: CollectionBehavior(MaxParallelThreads = 3)]
