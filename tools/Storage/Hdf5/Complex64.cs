using System.Runtime.InteropServices;

namespace I2M2.Storage.Hdf5;

/// <summary>A complex number of two float32, as k-space is stored: real part, imaginary part; 8 bytes.</summary>
/// <param name="Real">Member r.</param>
/// <param name="Imaginary">Member i.</param>
[StructLayout(LayoutKind.Sequential)]
public readonly record struct Complex64(float Real, float Imaginary);
