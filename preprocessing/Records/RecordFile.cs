using I2M2.Shards;

namespace I2M2.Preprocessing.Records;

/// <summary>Files of records: opened and refused in one way.</summary>
internal static class RecordFile
{
    private const string Remedy = "fetch the file again, and compare its size with the published one";

    /// <summary>Opens a file to be read from start to end.</summary>
    /// <exception cref="InputRefusedException">It is not there.</exception>
    internal static FileStream Open(string path)
    {
        if (Directory.Exists(path))
            throw new InputRefusedException(path, "a folder; a file is expected", Remedy);
        if (!File.Exists(path))
            throw new InputRefusedException(path, "no such file", Remedy);
        try
        {
            return new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0, FileOptions.SequentialScan);
        }
        catch (IOException e) when (File.ResolveLinkTarget(path, returnFinalTarget: false) is not null)
        {
            throw new InputRefusedException(path, "a link that leads nowhere", Remedy, e);
        }
    }

    /// <summary>The refusal of a file for something at a place in it.</summary>
    internal static InputRefusedException Refuse(string path, string place, string problem, Exception? inner = null) => new(path, $"{place}: {problem}", Remedy, inner);
}
