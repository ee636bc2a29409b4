using I2M2.Preprocessing.Synth.FastMri;
using I2M2.Tests.Mimic3;
using I2M2.Tests.Pipeline;

namespace I2M2.Tests.FastMri;

/// <summary>Raw folders of made-up knees, to be spoilt, and the program run on them.</summary>
internal static class KneeRaw
{
    /// <summary>Volumes of 32 x 32 pixels.</summary>
    internal static readonly KneeOptions Small = new() { Volumes = 8, Slices = 3, Side = 32 };

    /// <summary>Volumes as released, of one slice.</summary>
    internal static readonly KneeOptions Released = new() { Volumes = 4, Slices = 1, Noise = 0 };

    /// <summary>A folder with a set in `raw`.</summary>
    internal static TemporaryFolder Given(KneeOptions options)
    {
        var folder = new TemporaryFolder();
        new KneeSet(options).Write(folder.At("raw"), workers: 2);
        return folder;
    }

    /// <summary>The command line from `raw` to `out`, of volumes of 32 x 32 pixels.</summary>
    internal static string[] Args(TemporaryFolder folder, params string[] more) =>
        ["fastmri", "--raw", folder.At("raw"), "--out", folder.At("out"), .. more.Any(m => m.StartsWith("grid=", StringComparison.Ordinal)) ? (string[])[] : ["--set", "grid=64x40"], "--set", "side=32", .. more];

    /// <summary>Runs <see cref="Args"/>, which must succeed.</summary>
    internal static string Run(TemporaryFolder folder, params string[] more)
    {
        var (code, output, error) = PreprocessingProgram.Run(Args(folder, more));
        Assert.Empty(SynthTables.Failures(error));
        Assert.Equal(0, code);
        return output;
    }

    /// <summary>Path of the n-th volume below the folder.</summary>
    internal static string Path(TemporaryFolder folder, int volume, KneeOptions options)
    {
        var plan = new KneeSet(options).Plans[volume];
        var (single, _) = VolumeFiles.Folders(plan.IsVal);
        return folder.At($"raw/{single}/{plan.Id}.h5");
    }
}
