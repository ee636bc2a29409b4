using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using CsvHelper;
using I2M2.Cli;
using I2M2.Preprocessing.Pipeline;
using I2M2.Shards;

namespace I2M2.Preprocessing.AvMnist.Noise;

/// <summary>
/// ESC-50 (Piczak 2015): 2,000 environmental recordings of 5 s in 50 classes, `audio/*.wav`, listed in `meta/esc50.csv` with the columns
/// filename and target, the class 0 to 49. One clip of each class is drawn.
/// </summary>
public static partial class Esc50
{
    // ESC-50's clips have 40,000; a minute is enough for anyone's own clips in its place.
    private const int MostSamples = 60 * Waveform.SampleRate;
    private const long MostTableBytes = 16 << 20;
    private const string Remedy = "give ESC-50 as it was published: a folder with meta/esc50.csv and audio/";

    /// <summary>Draws and reads the clips.</summary>
    /// <param name="folder">ESC-50.</param>
    /// <param name="name">What stands for the folder in the manifest.</param>
    /// <param name="seed">Chooses the clips.</param>
    /// <param name="reader">Reads sounds.</param>
    /// <param name="workers">Threads.</param>
    /// <param name="stop">Makes it throw.</param>
    /// <exception cref="InputRefusedException">The list is missing or broken, a class has no clip, or a clip drawn cannot be read or is silent.</exception>
    public static NoiseClips Clips(string folder, string name, long seed, WaveformReader reader, int workers, CancellationToken stop = default)
    {
        var table = Path.Combine(folder, "meta", "esc50.csv");
        var names = List(table);
        var random = new RandomNumbers(seed, "esc-50");
        string[] chosen = [.. names.Select(ofClass => Path.Combine(folder, "audio", ofClass[random.Whole(0, ofClass.Count - 1)]))];
        var clips = new float[chosen.Length][];
        Workers.For(chosen.Length, workers, i => clips[i] = Read(chosen[i], reader), stop);
        var files = RawFiles.Hash(folder, [table, .. chosen], workers, stop);
        return new NoiseClips(clips, [.. files.Select(f => f with { Name = $"{name}/{f.Name}" })]);
    }

    private static float[] Read(string path, WaveformReader reader)
    {
        if (!File.Exists(path))
            throw new InputRefusedException(path, "missing, though meta/esc50.csv lists it", Remedy);
        var samples = reader.Read(path, 1, MostSamples, "are a clip of noise").Samples;
        return Array.Exists(samples, s => s != 0) ? samples : throw new InputRefusedException(path, "silent throughout", "leave its row out of meta/esc50.csv");
    }

    /// <summary>File names by class, in ordinal order.</summary>
    private static List<string>[] List(string path)
    {
        if (!File.Exists(path))
            throw new InputRefusedException(path, "missing", Remedy);
        if (new FileInfo(path).Length > MostTableBytes)
            throw new InputRefusedException(path, $"over {MostTableBytes >> 20} MiB; ESC-50's list has 0.1", Remedy);
        using var text = new StreamReader(path, new UTF8Encoding(false, throwOnInvalidBytes: true));
        using var csv = CsvReader.Create(text, new CsvReaderOptions { Separator = ',', MaxRecordSize = 1 << 16, MalformedData = CsvMalformedDataHandling.Throw, IncludeValuesInExceptions = false });
        try
        {
            csv.ReadHeader();
            var (filename, target) = (Column(csv, path, "filename"), Column(csv, path, "target"));
            var classes = Enumerable.Range(0, NoiseClips.Count).Select(_ => new SortedSet<string>(StringComparer.Ordinal)).ToArray();
            for (var row = 1; csv.Read(); row++)
            {
                if (csv.FieldCount <= Math.Max(filename, target))
                    throw new InputRefusedException(path, $"row {row}: {csv.FieldCount} cells, the header has {csv.Headers.Count}", Remedy);
                var name = csv.GetString(filename);
                if (!ClipName().IsMatch(name))
                    throw new InputRefusedException(path, $"row {row}: '{SafeText.ForTerminal(name, 60)}' is no name of a .wav file in audio/", Remedy);
                if (!int.TryParse(csv.GetString(target), NumberStyles.None, CultureInfo.InvariantCulture, out var label) || label >= NoiseClips.Count)
                    throw new InputRefusedException(path, $"row {row}: target is no whole number from 0 to {NoiseClips.Count - 1}", Remedy);
                classes[label].Add(name);
            }

            var empty = Array.FindIndex(classes, c => c.Count == 0);
            return empty < 0 ? [.. classes.Select(c => c.ToList())] : throw new InputRefusedException(path, $"class {empty} has no clip; one of each of {NoiseClips.Count} classes is needed", Remedy);
        }
        catch (Exception e) when (e is CsvFormatException or DecoderFallbackException)
        {
            throw new InputRefusedException(path, "not a CSV table in UTF-8", Remedy, e);
        }
    }

    private static int Column(CsvReader csv, string path, string name)
    {
        var index = csv.Headers.ToList().IndexOf(name);
        return index >= 0 ? index : throw new InputRefusedException(path, $"has no column '{name}'", Remedy);
    }

    // No folder, not hidden, nothing that a shell or a terminal reads otherwise.
    [GeneratedRegex(@"^[A-Za-z0-9_-][A-Za-z0-9._-]{0,200}\.wav\z", RegexOptions.CultureInvariant)]
    private static partial Regex ClipName();
}
