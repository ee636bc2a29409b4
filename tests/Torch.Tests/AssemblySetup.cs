using System.Runtime.CompilerServices;
using TorchSharp;

// Live tensors are counted over the process, and so are threads and default generators.
[assembly: CollectionBehavior(DisableTestParallelization = true)]

namespace I2M2.Torch.Tests;

internal static class AssemblySetup
{
    [ModuleInitializer]
    internal static void SetThreads()
    {
        torch.set_num_threads(2);
        Engine.BlasThreads = 1;
    }
}
