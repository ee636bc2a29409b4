using System.IO.Compression;

namespace I2M2.Tests.Arrays;

/// <summary>Writes small zip archives.</summary>
internal static class ZipFiles
{
    /// <summary>An archive of members in the given order.</summary>
    internal static string Write(string path, params ReadOnlySpan<(string Name, byte[] Data)> members) =>
        Write(path, CompressionLevel.NoCompression, members);

    /// <summary>The same, compressed or not.</summary>
    internal static string Write(string path, CompressionLevel level, params ReadOnlySpan<(string Name, byte[] Data)> members)
    {
        using var archive = new ZipArchive(File.Create(path), ZipArchiveMode.Create);
        foreach (var (name, data) in members)
        {
            using var stream = archive.CreateEntry(name, level).Open();
            stream.Write(data);
        }

        return path;
    }

    /// <summary>
    /// Changes the central directory's record of one member: writes <paramref name="value"/> at an offset of APPNOTE 4.3.12.
    /// </summary>
    internal static void Patch(string path, int member, int offset, ReadOnlySpan<byte> value)
    {
        var bytes = File.ReadAllBytes(path);
        var at = 0;
        for (var k = 0; k <= member; k++)
            at += bytes.AsSpan(at + 1).IndexOf("PK\u0001\u0002"u8) + 1;
        value.CopyTo(bytes.AsSpan(at + offset));
        File.WriteAllBytes(path, bytes);
    }
}
