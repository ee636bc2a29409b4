using I2M2.Shards;

namespace I2M2.Media;

/// <summary>PNG files through libspng.</summary>
internal static unsafe class PngDecoder
{
    // Text and other chunks that are not shown are not unpacked; their raw bytes have limits all the same.
    private const nuint ChunkLimit = 16 << 20;

    /// <exception cref="InputRefusedException">The header is no PNG's.</exception>
    internal static ImageSize Measure(string name, ReadOnlySpan<byte> file)
    {
        fixed (byte* bytes = file)
        {
            using var context = new Context(name, bytes, file.Length);
            return context.Size;
        }
    }

    /// <exception cref="InputRefusedException">Damaged, or cut short.</exception>
    internal static RgbImage Decode(string name, ReadOnlySpan<byte> file, ImageSize size)
    {
        var pixels = new byte[3 * size.Width * size.Height];
        fixed (byte* bytes = file, into = pixels)
        {
            using var context = new Context(name, bytes, file.Length);
            context.Require(Spng.DecodedSize(context.Handle, Spng.Rgb8, out var length));
            if (length != (nuint)pixels.Length)
                throw ImageDecoder.Refused(name, $"decodes to {length} bytes, {size.Width} x {size.Height} pixels are {pixels.Length}");
            context.Require(Spng.DecodeImage(context.Handle, into, length, Spng.Rgb8, 0));
        }

        return new RgbImage(size.Width, size.Height, pixels);
    }

    private readonly ref struct Context
    {
        private readonly string name;

        internal Context(string name, byte* bytes, int length)
        {
            this.name = name;
            try
            {
                Handle = Spng.New(0);
            }
            catch (DllNotFoundException e)
            {
                throw new FileNotFoundException("libspng.so.0, which reads PNG files, is not installed: sudo apt install libspng0", e);
            }

            try
            {
                Require(Spng.SetChunkLimits(Handle, ChunkLimit, ChunkLimit));
                Require(Spng.SetBuffer(Handle, bytes, (nuint)length));
                Require(Spng.GetHeader(Handle, out var header));
                if (header.Width > int.MaxValue || header.Height > int.MaxValue)
                    throw ImageDecoder.Refused(name, "PNG: sides of more than 31 bits");
                Size = new((int)header.Width, (int)header.Height);
            }
            catch
            {
                Dispose();
                throw;
            }
        }

        internal nint Handle { get; }

        internal ImageSize Size { get; }

        public void Dispose() => Spng.Free(Handle);

        internal void Require(int code)
        {
            if (code != 0)
                throw ImageDecoder.Refused(name, $"damaged or cut short, as a PNG: {Spng.Text(code)}");
        }
    }
}
