using I2M2.Torch.Interop;

namespace TorchSharp;

/// <summary>Which of the two directions of a Fourier transform is scaled.</summary>
public enum FFTNormType
{
    /// <summary>The inverse one, by 1/n.</summary>
    Backward = 0,

    /// <summary>The forward one, by 1/n.</summary>
    Forward = 1,

    /// <summary>Both, by 1/sqrt(n): energy stays the same.</summary>
    Ortho = 2,
}

public static partial class torch
{
    /// <summary>Discrete Fourier transforms. On a CPU libtorch does them with MKL or, built without it, with pocketfft on one thread.</summary>
    public static class fft
    {
        /// <summary>Over two axes, the last two unless said otherwise; s: sizes to cut or fill them to first.</summary>
        public static Tensor fft2(Tensor input, long[]? s = null, long[]? dim = null, FFTNormType norm = FFTNormType.Backward) =>
            Transform(Ops.Fft2, input, s, dim, norm);

        /// <summary>The inverse of <see cref="fft2"/>.</summary>
        public static Tensor ifft2(Tensor input, long[]? s = null, long[]? dim = null, FFTNormType norm = FFTNormType.Backward) =>
            Transform(Ops.IFft2, input, s, dim, norm);

        /// <summary>The inverse transform over one axis; n: size to cut or fill it to first.</summary>
        public static Tensor ifft(Tensor input, long n = -1, long dim = -1, FFTNormType norm = FFTNormType.Backward)
        {
            var call = new Call(Ops.IFft);
            call.Add(input);
            if (n < 0)
                call.AddNone();
            else
                call.Add(n);
            return call.Add(dim).Add(NameOf(norm)).Run();
        }

        /// <summary>Moves element 0 of the axes, all unless said otherwise, to element n/2.</summary>
        public static Tensor fftshift(Tensor input, long[]? dim = null) => Shift(Ops.FftShift, input, dim);

        /// <summary>The inverse of <see cref="fftshift"/>, which is another for odd sizes.</summary>
        public static Tensor ifftshift(Tensor input, long[]? dim = null) => Shift(Ops.IFftShift, input, dim);

        private static Tensor Transform(Operator op, Tensor input, long[]? s, long[]? dim, FFTNormType norm)
        {
            var call = new Call(op);
            call.Add(input);
            if (s is null)
                call.AddNone();
            else
                call.Add(s);
            if (dim is null)
                call.AddDefault();
            else
                call.Add(dim);
            return call.Add(NameOf(norm)).Run();
        }

        private static string NameOf(FFTNormType norm) => norm switch { FFTNormType.Ortho => "ortho", FFTNormType.Forward => "forward", _ => "backward" };

        private static Tensor Shift(Operator op, Tensor input, long[]? dim)
        {
            var call = new Call(op);
            call.Add(input);
            return dim is null ? call.Run() : call.Add(dim).Run();
        }
    }
}
