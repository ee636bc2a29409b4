using System.Runtime.InteropServices;
using I2M2.Preprocessing.Synth.FastMri;
using I2M2.Storage.Hdf5;
using static TorchSharp.torch;

namespace I2M2.Tests.Synth.FastMri;

/// <summary>Small sets of made-up knees, and what their files say.</summary>
internal static class SmallKnees
{
    internal static readonly KneeOptions Options = new() { Volumes = 5, Slices = 2, Side = 32 };

    /// <summary>A set in `raw`.</summary>
    internal static (TemporaryFolder Folder, KneeSet Set) Written(KneeOptions options)
    {
        var (folder, set) = (new TemporaryFolder(), new KneeSet(options));
        Assert.True(set.Write(folder.At("raw"), workers: 2));
        return (folder, set);
    }

    /// <summary>A volume's file.</summary>
    internal static Hdf5File Open(TemporaryFolder folder, VolumePlan plan, bool multi = false)
    {
        var (one, all) = VolumeFiles.Folders(plan.IsVal);
        return Hdf5File.Open(folder.At($"raw/{(multi ? all : one)}/{plan.Id}.h5"));
    }

    /// <summary>All k-space of a file, complex64.</summary>
    internal static Tensor KSpace(Hdf5File file) => All<Complex64>(file, "kspace", complex64);

    /// <summary>A dataset of real numbers.</summary>
    internal static Tensor Real(Hdf5File file, string name) => All<float>(file, name, float32);

    private static Tensor All<T>(Hdf5File file, string name, ScalarType type)
        where T : unmanaged
    {
        var dataset = file.Dataset(name);
        long[] shape = [.. dataset.Shape];
        var made = zeros(shape, type);
        dataset.Read(new long[shape.Length], shape, MemoryMarshal.Cast<byte, T>(made.bytes));
        return made;
    }
}
