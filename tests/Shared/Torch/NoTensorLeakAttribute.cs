using System.Reflection;
using TorchSharp;
using Xunit.Sdk;

namespace I2M2.Tests;

/// <summary>
/// Fails a test that leaves more tensors alive than it found, or a dispose scope open. Every tensor must have been disposed by then:
/// one left to the finalizer counts as leaked. The count is the process's, so tests beside each other in time must not use tensors.
/// </summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Method)]
public sealed class NoTensorLeakAttribute : BeforeAfterTestAttribute
{
    private long before;

    /// <inheritdoc/>
    public override void Before(MethodInfo methodUnderTest) => before = CountAfterCollection();

    /// <inheritdoc/>
    public override void After(MethodInfo methodUnderTest)
    {
        var after = torch.Tensor.TotalCount;
        if (torch.CurrentDisposeScope is not null)
            throw new XunitException($"{methodUnderTest.Name} leaves a dispose scope open");
        if (after <= before)
            return;
        var held = CountAfterCollection() - before;
        throw new XunitException(
            $"{methodUnderTest.Name} leaves {after - before} tensors alive: {Math.Max(0, held)} still referenced, the others dropped without Dispose");
    }

    private static long CountAfterCollection()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        return torch.Tensor.TotalCount;
    }
}
