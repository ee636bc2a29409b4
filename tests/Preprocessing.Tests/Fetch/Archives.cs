using System.Formats.Tar;
using System.IO.Compression;
using System.Text;

namespace I2M2.Tests.Fetch;

/// <summary>Archives made in memory.</summary>
internal static class Archives
{
    internal static byte[] Gzip(byte[] content)
    {
        using var packed = new MemoryStream();
        using (var zip = new GZipStream(packed, CompressionLevel.Fastest))
            zip.Write(content);
        return packed.ToArray();
    }

    /// <summary>A .tar.gz of files with text.</summary>
    internal static byte[] TarGz(params (string Name, string Text)[] files)
        => TarGz([.. files.Select(f => File(f.Name, Encoding.UTF8.GetBytes(f.Text)))]);

    internal static byte[] TarGz(params TarEntry[] entries)
    {
        using var packed = new MemoryStream();
        using (var zip = new GZipStream(packed, CompressionLevel.Fastest))
        {
            using var tar = new TarWriter(zip, TarEntryFormat.Pax);
            // As GitHub's archives begin.
            tar.WriteEntry(new PaxGlobalExtendedAttributesTarEntry([new("comment", "d6938f9")]));
            foreach (var entry in entries)
                tar.WriteEntry(entry);
        }

        return packed.ToArray();
    }

    internal static TarEntry File(string name, byte[] content)
        => new PaxTarEntry(TarEntryType.RegularFile, name) { DataStream = new MemoryStream(content) };

    internal static TarEntry Folder(string name) => new PaxTarEntry(TarEntryType.Directory, name);

    internal static TarEntry Link(TarEntryType type, string name, string to) => new PaxTarEntry(type, name) { LinkName = to };

    /// <summary>A .zip of files with text; names are not checked.</summary>
    internal static byte[] Zip(params (string Name, string Text)[] files) => Zip(0, files);

    /// <param name="unixMode">Of the first file, as in st_mode; 0 for none.</param>
    /// <param name="files">Names and texts.</param>
    internal static byte[] Zip(int unixMode, params (string Name, string Text)[] files)
    {
        using var packed = new MemoryStream();
        using (var zip = new ZipArchive(packed, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var (name, text) in files)
            {
                var entry = zip.CreateEntry(name, CompressionLevel.Fastest);
                entry.ExternalAttributes = name == files[0].Name ? unixMode << 16 : 0;
                using var content = entry.Open();
                content.Write(Encoding.UTF8.GetBytes(text));
            }
        }

        return packed.ToArray();
    }
}
