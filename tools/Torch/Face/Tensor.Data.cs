using System.Runtime.CompilerServices;
using I2M2.Torch.Interop;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        /// <summary>The elements' memory.</summary>
        /// <exception cref="InvalidOperationException">Not contiguous, not on the host, or over 2 GiB.</exception>
        public unsafe Span<byte> bytes
        {
            get
            {
                if (!is_contiguous())
                    throw new InvalidOperationException("bytes: the tensor is not contiguous; call contiguous() first");
                if (device_type != DeviceType.CPU)
                    throw new InvalidOperationException("bytes: the tensor is not on the host; call cpu() first");
                return new Span<byte>((void*)Native.i2t_data(Handle), checked((int)(NumberOfElements * ElementSize)));
            }

            set
            {
                if (value.Length != bytes.Length)
                    throw new ArgumentException($"bytes: {value.Length} bytes given for a tensor of {bytes.Length}", nameof(value));
                value.CopyTo(bytes);
            }
        }

        /// <summary>The elements, read in row-major order; copied to the host when they are not there.</summary>
        /// <typeparam name="T">The C# type of the dtype.</typeparam>
        /// <exception cref="ArgumentException">T is not the type of the dtype.</exception>
        public Utils.TensorAccessor<T> data<T>()
            where T : unmanaged
        {
            Demand<T>();
            return new Utils.TensorAccessor<T>(this);
        }

        /// <summary>The only element of a one-element tensor.</summary>
        /// <exception cref="ArgumentException">More than one element, or T is not the type of the dtype.</exception>
        public T item<T>()
            where T : unmanaged
        {
            Demand<T>();
            if (NumberOfElements != 1)
                throw new ArgumentException($"item: the tensor has {NumberOfElements} elements");
            if (device_type == DeviceType.CPU)
            {
                unsafe
                {
                    return Unsafe.Read<T>((void*)Native.i2t_data(handle));
                }
            }

            using var host = cpu();
            return host.item<T>();
        }

        internal Value ItemValue()
        {
            var call = new Call(Ops.LocalScalar);
            return call.Add(this).RunValue();
        }

        private void Demand<T>()
            where T : unmanaged
        {
            var matches = dtype switch
            {
                ScalarType.Byte => typeof(T) == typeof(byte),
                ScalarType.Int8 => typeof(T) == typeof(sbyte),
                ScalarType.Int16 => typeof(T) == typeof(short),
                ScalarType.Int32 => typeof(T) == typeof(int),
                ScalarType.Int64 => typeof(T) == typeof(long),
                ScalarType.Float16 => typeof(T) == typeof(Half),
                ScalarType.Float32 => typeof(T) == typeof(float),
                ScalarType.Float64 => typeof(T) == typeof(double),
                ScalarType.ComplexFloat32 => typeof(T) == typeof((float, float)),
                ScalarType.ComplexFloat64 => typeof(T) == typeof(System.Numerics.Complex),
                ScalarType.Bool => typeof(T) == typeof(bool),
                _ => false,
            };
            if (!matches)
                throw new ArgumentException($"The tensor's elements are {dtype}, not {typeof(T).Name}");
        }
    }
}

/// <summary>Numbers out of one-element tensors, converted from whatever dtype they have.</summary>
public static class TensorExtensionMethods
{
    /// <summary>The element as float.</summary>
    public static float ToSingle(this torch.Tensor value) => (float)ToDouble(value);

    /// <summary>The element as double.</summary>
    public static double ToDouble(this torch.Tensor value)
    {
        ArgumentNullException.ThrowIfNull(value);
        var v = value.ItemValue();
        return v.Tag == Tag.Double ? v.Double : v.Int;
    }

    /// <summary>The element as long; a fraction is cut off.</summary>
    public static long ToInt64(this torch.Tensor value)
    {
        ArgumentNullException.ThrowIfNull(value);
        var v = value.ItemValue();
        return v.Tag == Tag.Double ? (long)v.Double : v.Int;
    }

    /// <summary>The element as truth value.</summary>
    public static bool ToBoolean(this torch.Tensor value) => ToDouble(value) != 0;
}
