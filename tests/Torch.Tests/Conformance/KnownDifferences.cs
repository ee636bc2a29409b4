namespace I2M2.Torch.Tests.Conformance;

/// <summary>Where the face departs from the package on purpose, with the reason. A line that is no longer needed fails the test.</summary>
internal static class KnownDifferences
{
    /// <summary>"type member: difference" to reason, the key as the test prints it.</summary>
    internal static readonly IReadOnlyDictionary<string, string> Reasons = new Dictionary<string, string>
    {
        ["TorchSharp.Scalar (type): is a struct, there a class"] = "A number handed to an operator costs no allocation; nobody names the type.",
    };
}
