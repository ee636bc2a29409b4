namespace I2M2.Tests;

/// <summary>
/// Where optional test data lies: the folder named by I2M2_TEST_DATA, or `shared/` beside the checkout.
/// It holds `data/`, `golden/` and `hostile/`; a checkout without it still passes, with those tests skipped and counted.
/// </summary>
public static class TestData
{
    /// <summary>The checkout's root: the nearest folder above the test assembly that holds I2M2.Toolkit.sln.</summary>
    public static string Repository { get; } = FindRepository();

    /// <summary>The data folder, whether or not it exists.</summary>
    public static string Root { get; } =
        Environment.GetEnvironmentVariable("I2M2_TEST_DATA") ?? Path.Combine(Path.GetDirectoryName(Repository)!, "shared");

    /// <summary>Path of an item under the data folder, e.g. "data/mnist".</summary>
    public static string At(string relative) => Path.Combine(Root, relative);

    /// <summary>True when the file or folder is there.</summary>
    public static bool Has(string relative) => File.Exists(At(relative)) || Directory.Exists(At(relative));

    private static string FindRepository()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "I2M2.Toolkit.sln")))
                return folder.FullName;
        }

        throw new DirectoryNotFoundException($"No I2M2.Toolkit.sln above {AppContext.BaseDirectory}");
    }
}

/// <summary>A test that needs optional data (paths under <see cref="TestData.Root"/>) and is skipped, saying so, when it is absent.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class DataFactAttribute : FactAttribute
{
    public DataFactAttribute(params string[] needs) => Skip = DataSkip.Reason(needs);
}

/// <summary>As <see cref="DataFactAttribute"/>, for a test with parameters.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class DataTheoryAttribute : TheoryAttribute
{
    public DataTheoryAttribute(params string[] needs) => Skip = DataSkip.Reason(needs);
}

internal static class DataSkip
{
    internal static string? Reason(string[] needs)
    {
        var missing = needs.Where(n => !TestData.Has(n)).ToArray();
        return missing.Length == 0 ? null : $"needs {string.Join(", ", missing)} under {TestData.Root} (set I2M2_TEST_DATA)";
    }
}
