using I2M2.Preprocessing.AvMnist.Archive;
using I2M2.Preprocessing.Pipeline;
using I2M2.Shards;

namespace I2M2.Preprocessing.AvMnist;

/// <summary>The two things AV-MNIST can be made from: MNIST and recordings, or the published archive's ready-made arrays.</summary>
internal static class AvMnistSource
{
    /// <summary>The option's name.</summary>
    internal const string Key = "source";

    /// <summary>MNIST and recordings.</summary>
    internal const string Raw = "raw";

    /// <summary>The archive's arrays.</summary>
    internal const string Arrays = "arrays";

    /// <summary>One row in so many of the train file is set aside to validate: the published set's 5,000 of 60,000.</summary>
    internal const int ValidShare = 12;

    private const string Auto = "auto";
    private const string Both = "MNIST or recordings are there, and also the published archive's arrays (image/train_data.npy and others)";

    /// <summary>For the help text.</summary>
    internal static string Help => $"{Key}={Auto}|{Raw}|{Arrays} (MNIST and recordings, or the published archive's six .npy files; {Auto}: what is there)";

    /// <summary>Reads the option.</summary>
    internal static string Declare(Settings settings) => settings.Choice(Key, Auto, Raw, Arrays);

    /// <summary>Decides by option and by what lies in the folder.</summary>
    /// <exception cref="InputRefusedException">Both are there and the option does not say which.</exception>
    internal static string Choose(string folder, Settings settings)
    {
        var given = Declare(settings);
        if (given != Auto)
            return given;
        if (ArchiveFiles.Inspect(folder) is null)
            return Raw;
        return AvMnistRawFiles.Inspect(folder).Bytes == 0
            ? Arrays
            : throw new InputRefusedException(folder, Both, $"say which with --set {Key}={Raw} or --set {Key}={Arrays}, or move one of the two elsewhere");
    }

    /// <summary>Looks which files there are of what would be read without the option.</summary>
    internal static RawFolder Inspect(string folder)
    {
        var raw = AvMnistRawFiles.Inspect(folder);
        return (ArchiveFiles.Inspect(folder), raw.Bytes) switch
        {
            (null, _) => raw,
            ({ } arrays, 0) => arrays,
            ({ } arrays, var bytes) => new RawFolder(arrays.Bytes + bytes, [$"a choice, {Both}: avmnist --set {Key}={Raw}|{Arrays}"]),
        };
    }

    /// <summary>
    /// What a set is called that is not as published: "name: what it is", the name that of the raw files' own SOURCE.txt, or the data set's, with a suffix.
    /// </summary>
    /// <param name="line">Of SOURCE.txt; null without.</param>
    /// <param name="suffix">One word.</param>
    /// <param name="text">What it is.</param>
    internal static string Named(string? line, string suffix, string text)
    {
        var (name, rest) = line?.Split(": ", 2) is [var own, var what] && !own.Contains(' ', StringComparison.Ordinal) ? (own, what) : ("avmnist", line);
        return rest is null ? $"{name}-{suffix}: {text}" : $"{name}-{suffix}: {rest}; {text}";
    }
}
