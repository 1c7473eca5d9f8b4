// Three at a time, most of which is waiting: two with silos of this process, one with silos that are processes. With more clusters beside each
// other on few processors they would take each other's silos for dead.
[assembly: CollectionBehavior(CollectionBehavior.CollectionPerAssembly, MaxParallelThreads = 3)]
