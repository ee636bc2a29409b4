using I2M2.Preprocessing.Pipeline;
using I2M2.Storage.Hdf5;

namespace I2M2.Preprocessing.Synth.FastMri;

/// <summary>Writes a volume: its single-coil file and, of several coils, its multi-coil one. Memory holds one slice.</summary>
internal sealed class VolumeFiles(KneeOptions options, string folder)
{
    /// <summary>Names of a part's folders.</summary>
    internal static (string Single, string Multi) Folders(bool isVal) => isVal ? ("singlecoil_val", "multicoil_val") : ("singlecoil_train", "multicoil_train");

    /// <summary>Writes it.</summary>
    internal void Write(VolumePlan plan)
    {
        var (single, multi) = Folders(plan.IsVal);
        Hdf5Writer.Write(At(single, plan), one =>
        {
            var file = new VolumeFile(one, options, plan, coils: null);
            if (options.Coils == 1)
                Scan(plan, file, null);
            else
                Hdf5Writer.Write(At(multi, plan), all => Scan(plan, file, new VolumeFile(all, options, plan, options.Coils)));
        });
    }

    private string At(string part, VolumePlan plan) => Path.Combine(folder, part, $"{plan.Id}.h5");

    private void Scan(VolumePlan plan, VolumeFile single, VolumeFile? multi)
    {
        var (phantom, scan) = (new KneePhantom(options, plan), new SliceScan(options, plan.Width));
        var image = new Complex64[options.Rows * plan.Width];
        for (var s = 0; s < options.Slices; s++)
        {
            phantom.Draw(s, image);
            scan.Measure(image, options.Noise * phantom.Unit, new RandomNumbers(options.Seed, $"fastmri noise {plan.Index} {s}"));
            single.Write(s, scan.Single, scan.Rss, scan.Esc);
            multi?.Write(s, scan.Coils, scan.Rss, []);
        }

        single.Finish();
        multi?.Finish();
    }
}
