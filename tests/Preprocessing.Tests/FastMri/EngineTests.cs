namespace I2M2.Tests.FastMri;

/// <summary>Tests that count tensors, which are the process's: none of them runs beside another.</summary>
[CollectionDefinition(Name)]
public sealed class EngineTests
{
    /// <summary>Name of the collection.</summary>
    public const string Name = "engine";
}
