using System.Text;
using I2M2.Shards;

namespace I2M2.Storage.Hdf5;

/// <summary>One text of fixed or variable length; to be read under <see cref="Hdf5Library.Enter"/>.</summary>
internal static unsafe class Hdf5Text
{
    /// <summary>Reads it.</summary>
    /// <param name="file">Its file.</param>
    /// <param name="type">Its type in the file.</param>
    /// <param name="read">Reads as a type of memory, into an address.</param>
    /// <param name="refused">Makes the exception for what is wrong with the text.</param>
    /// <param name="damaged">Makes the exception for a call that failed.</param>
    /// <exception cref="InputRefusedException">It is too long, not UTF-8 or damaged.</exception>
    internal static string Read(
        Hdf5File file, long type, Func<long, nint, int> read, Func<string, string, Exception> refused, Func<Exception> damaged)
    {
        var variable = H5.H5Tis_variable_str(type);
        if (variable < 0)
            throw damaged();
        var bytes = variable > 0 ? Variable(file, read, refused, damaged) : Fixed(file, type, read, refused, damaged);
        // Padded by nulls or by spaces.
        var end = bytes.AsSpan().IndexOf((byte)0);
        var text = bytes.AsSpan(0, end < 0 ? bytes.Length : end);
        return System.Text.Unicode.Utf8.IsValid(text)
            ? Encoding.UTF8.GetString(text).TrimEnd(' ')
            : throw refused("expected a text in UTF-8, found other bytes", "write the text as UTF-8");
    }

    private static byte[] Variable(
        Hdf5File file, Func<long, nint, int> read, Func<string, string, Exception> refused, Func<Exception> damaged)
    {
        // As large as the library's buffer for either size of addresses.
        Span<byte> reference = stackalloc byte[HeapReference.Bytes];
        fixed (byte* into = reference)
        {
            if (read(HeapReference.Type, (nint)into) < 0)
                throw damaged();
        }

        var (length, address, index) = HeapReference.Parse(reference, file.Superblock);
        if (length == 0)
            return [];
        if (length > (uint)file.Limits.TextBytes)
            throw TooLong(file, refused);
        return GlobalHeap.Read(file.Path, file.Superblock, address, index, (int)length)
            ?? throw refused("the text is not where the file says", "fetch or copy the file again");
    }

    private static byte[] Fixed(
        Hdf5File file, long type, Func<long, nint, int> read, Func<string, string, Exception> refused, Func<Exception> damaged)
    {
        var size = H5.H5Tget_size(type);
        if (size == 0)
            throw damaged();
        if (size > (nuint)file.Limits.TextBytes)
            throw TooLong(file, refused);
        var bytes = new byte[size];
        fixed (byte* into = bytes)
            return read(type, (nint)into) < 0 ? throw damaged() : bytes;
    }

    private static Exception TooLong(Hdf5File file, Func<string, string, Exception> refused) =>
        refused($"a text of more than {file.Limits.TextBytes} bytes", "write a shorter text");
}
