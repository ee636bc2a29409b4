using System.Text;
using I2M2.Shards;

namespace I2M2.Storage.Hdf5;

/// <summary>One text of fixed or variable length; to be read under <see cref="Hdf5Library.Enter"/>.</summary>
internal static unsafe class Hdf5Text
{
    /// <summary>Reads it.</summary>
    /// <param name="type">Its type in the file.</param>
    /// <param name="limit">The most bytes.</param>
    /// <param name="read">Reads as a type of memory, into an address.</param>
    /// <param name="count">Told the bytes.</param>
    /// <param name="refused">Makes the exception for what is wrong with the text.</param>
    /// <param name="damaged">Makes the exception for a call that failed.</param>
    /// <exception cref="InputRefusedException">It is too long or not UTF-8.</exception>
    internal static string Read(
        long type, int limit, Func<long, nint, int> read, Action<long> count, Func<string, string, Exception> refused, Func<Exception> damaged)
    {
        var variable = H5.H5Tis_variable_str(type);
        if (variable < 0)
            throw damaged();
        byte[] bytes;
        if (variable > 0)
        {
            byte* text = null;
            if (read(type, (nint)(&text)) < 0)
                throw damaged();
            try
            {
                var length = 0;
                while (text is not null && length <= limit && text[length] != 0)
                    length++;
                if (length > limit)
                    throw TooLong(refused, limit);
                bytes = new Span<byte>(text, length).ToArray();
            }
            finally
            {
                _ = H5.H5free_memory((nint)text);
            }
        }
        else
        {
            var size = H5.H5Tget_size(type);
            if (size == 0)
                throw damaged();
            if (size > (nuint)limit)
                throw TooLong(refused, limit);
            bytes = new byte[size];
            fixed (byte* into = bytes)
            {
                if (read(type, (nint)into) < 0)
                    throw damaged();
            }

            // Padded by nulls or by spaces.
            var end = bytes.AsSpan().IndexOf((byte)0);
            bytes = bytes[..(end < 0 ? bytes.Length : end)];
        }

        count(bytes.Length);
        return System.Text.Unicode.Utf8.IsValid(bytes)
            ? Encoding.UTF8.GetString(bytes).TrimEnd(' ')
            : throw refused("expected a text in UTF-8, found other bytes", "write the text as UTF-8");
    }

    private static Exception TooLong(Func<string, string, Exception> refused, int limit) =>
        refused($"a text of more than {limit} bytes", "write a shorter text");
}
