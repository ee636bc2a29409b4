using I2M2.Preprocessing.Synth.Mimic3;

namespace I2M2.Tests.Mimic3;

/// <summary>Tables of invented patients, to be spoilt, and the program run on them.</summary>
internal static class SynthTables
{
    /// <summary>A folder with the tables in `raw`.</summary>
    internal static TemporaryFolder Given(int patients = 60, long? chartRows = null)
    {
        var folder = new TemporaryFolder();
        new Mimic3Set(patients, Signal.Both, chartRows, seed: 0).Write(folder.At("raw"), workers: 2);
        return folder;
    }

    /// <summary>The command line from `raw` to `out`.</summary>
    internal static string[] Args(TemporaryFolder folder, params string[] more) => ["mimic3", "--raw", folder.At("raw"), "--out", folder.At("out"), .. more];

    /// <summary>What is said on standard error besides lines of progress, which a slow machine shows; they end in how long is left.</summary>
    internal static string[] Failures(string error) =>
        [.. error.Split('\n').Select(l => l.Trim()).Where(l => l.Length > 0 && !l.EndsWith(" left", StringComparison.Ordinal) && !l.Contains(" left  ", StringComparison.Ordinal))];

    /// <summary>Every file below a folder, by name, with its bytes.</summary>
    internal static SortedDictionary<string, byte[]> Bytes(string path) => new(
        Directory.GetFiles(path, "*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = 0 })
            .ToDictionary(f => Path.GetRelativePath(path, f), File.ReadAllBytes),
        StringComparer.Ordinal);

    /// <summary>Whether two folders hold the same files with the same bytes.</summary>
    internal static void Same(SortedDictionary<string, byte[]> expected, SortedDictionary<string, byte[]> found)
    {
        Assert.Equal(expected.Keys, found.Keys);
        Assert.All(expected, f => Assert.True(f.Value.AsSpan().SequenceEqual(found[f.Key]), f.Key));
    }
}
