// Clusters beside each other on few processors would take each other's silos for dead.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
