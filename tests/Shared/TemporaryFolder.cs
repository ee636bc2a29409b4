namespace I2M2.Tests;

/// <summary>An empty folder that is gone after the test.</summary>
public sealed class TemporaryFolder : IDisposable
{
    /// <summary>Where it lies.</summary>
    public string Path { get; } = Directory.CreateTempSubdirectory("i2m2-test-").FullName;

    /// <summary>A path below it.</summary>
    public string At(string relative) => System.IO.Path.Combine(Path, relative);

    /// <summary>Every file below it, relative, in ordinal order.</summary>
    public string[] Files() => [.. Directory.GetFiles(Path, "*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = 0 })
        .Select(f => System.IO.Path.GetRelativePath(Path, f)).Order(StringComparer.Ordinal)];

    /// <summary>Removes it.</summary>
    public void Dispose() => Directory.Delete(Path, recursive: true);
}
