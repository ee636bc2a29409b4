using System.Runtime.InteropServices;
using I2M2.Tests;
using TorchSharp;
using static TorchSharp.torch;

namespace I2M2.Torch.Tests;

/// <summary>Element types: conversion, memory, and the C# type of each.</summary>
[NoTensorLeak]
public class DtypeTests
{
    private static readonly float[] Numbers = [0, 1, 2.5f, -3, 100];

    public static TheoryData<ScalarType, long> Sizes => new()
    {
        { uint8, 1 }, { int8, 1 }, { int16, 2 }, { int32, 4 }, { int64, 8 }, { float16, 2 }, { bfloat16, 2 },
        { float32, 4 }, { float64, 8 }, { complex64, 8 }, { complex128, 16 }, { @bool, 1 },
    };

    [Theory]
    [MemberData(nameof(Sizes))]
    public void Zeros_and_ones_exist_in_every_dtype(ScalarType dtype, long size)
    {
        using var scope = NewDisposeScope();
        var made = zeros([2, 3], dtype);
        Assert.Equal(dtype, made.dtype);
        Assert.Equal(size, made.ElementSize);
        Assert.Equal(6 * size, made.bytes.Length);
        Assert.All(made.bytes.ToArray(), b => Assert.Equal(0, b));
        Assert.Equal(6, ones([2, 3], dtype).to(float64).sum().item<double>());
        Assert.Equal(dtype, ones_like(made).dtype);
    }

    [Fact]
    public void Numbers_survive_the_way_to_a_wider_type_and_back()
    {
        using var scope = NewDisposeScope();
        var x = tensor(Numbers);
        foreach (var type in new[] { float64, bfloat16, float16 })
            Assert.Equal(Numbers, x.to(type).to(float32).data<float>().ToArray());
        Assert.Equal([0L, 1, 2, -3, 100], x.to(int64).data<long>().ToArray());
        Assert.Equal([0, 1, 2, 253, 100], x.to(int64).to(uint8).data<byte>().ToArray());
        Assert.Equal([false, true, true, true, true], x.to(@bool).data<bool>().ToArray());
        Assert.Equal([0, 1, 2, -3, 100], x.to_type(int32).data<int>().ToArray());
        Assert.Equal([(Half)0, (Half)1, (Half)2.5, (Half)(-3), (Half)100], x.to(float16).data<Half>().ToArray());
    }

    [Fact]
    public void Bfloat16_is_the_upper_half_of_a_float()
    {
        using var scope = NewDisposeScope();
        var x = tensor(new[] { 1.5f, -2.25f }).to(bfloat16);
        Assert.Equal([0x3FC0, 0xC010], MemoryMarshal.Cast<byte, ushort>(x.bytes).ToArray());
        Assert.Equal(3.375f, (x * x).select(0, 0).add(1.125).ToSingle());
    }

    [Fact]
    public void Bytes_are_written_in_place_and_only_in_full()
    {
        using var scope = NewDisposeScope();
        var x = zeros([3], int64);
        x.bytes = MemoryMarshal.AsBytes(new long[] { 7, -1, long.MaxValue }.AsSpan());
        Assert.Equal([7, -1, long.MaxValue], x.data<long>().ToArray());
        Assert.Throws<ArgumentException>(() => x.bytes = new byte[8]);
        var transposed = zeros([2, 3]).t();
        Assert.Throws<InvalidOperationException>(() => transposed.bytes.Length);
        Assert.Equal(24, transposed.contiguous().bytes.Length);
    }

    [Fact]
    public void Data_reads_in_row_major_order_whatever_the_strides()
    {
        using var scope = NewDisposeScope();
        var x = tensor(new float[] { 0, 1, 2, 3, 4, 5 }, [2, 3]);
        Assert.Equal([0f, 3, 1, 4, 2, 5], x.t().data<float>().ToArray());
        var part = new float[4];
        x.data<float>().CopyTo(part, 2, 4);
        Assert.Equal([0, 0, 4, 5], part);
        x.data<float>().CopyFrom([9f, 8f, 7f], 1, 2);
        Assert.Equal([0f, 1, 8, 7, 4, 5], x.data<float>().ToArray());
        Assert.Equal(6, x.data<float>().Count);
    }

    [Fact]
    public void Complex64_multiplies_and_has_an_absolute_value()
    {
        using var scope = NewDisposeScope();
        var z = zeros([2], complex64);
        z.data<(float, float)>().CopyFrom([(3, 4), (0, -1)]);
        Assert.Equal([(-7f, 24f), (-1f, 0f)], (z * z).data<(float, float)>().ToArray());
        var size = z.abs();
        Assert.Equal(float32, size.dtype);
        Assert.Equal([5f, 1f], size.data<float>().ToArray());
    }

    [Fact]
    public void Complex128_is_dotnets_own()
    {
        using var scope = NewDisposeScope();
        var z = zeros([1], complex128);
        z.data<System.Numerics.Complex>().CopyFrom([new(3, 4)]);
        Assert.Equal(new System.Numerics.Complex(-7, 24), (z * z).item<System.Numerics.Complex>());
    }

    [Fact]
    public void The_wrong_csharp_type_is_refused_naming_both()
    {
        using var scope = NewDisposeScope();
        var x = ones([1]);
        Assert.Contains("Float32, not Double", Assert.Throws<ArgumentException>(() => x.data<double>()).Message, StringComparison.Ordinal);
        Assert.Contains("Float32, not Int32", Assert.Throws<ArgumentException>(() => x.item<int>()).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => x.to(bfloat16).data<ushort>());
        Assert.Throws<ArgumentException>(() => x.to(@bool).item<byte>());
        Assert.Throws<ArgumentException>(() => x.to(uint8).item<bool>());
    }

    [Fact]
    public void Item_needs_one_element_and_converts_only_through_the_To_methods()
    {
        using var scope = NewDisposeScope();
        Assert.Contains("2 elements", Assert.Throws<ArgumentException>(() => ones([2]).item<float>()).Message, StringComparison.Ordinal);
        var x = tensor(2.75f);
        Assert.Equal([], x.shape);
        Assert.Equal((2.75f, 2.75, 2L, true), (x.ToSingle(), x.ToDouble(), x.ToInt64(), x.ToBoolean()));
        Assert.Equal((3.0, 3L), (tensor(new long[] { 3 }).ToDouble(), tensor(new long[] { 3 }).ToInt64()));
        Assert.Equal((1.0, true), (ones([1], @bool).ToDouble(), ones([1], @bool).ToBoolean()));
        Assert.Equal(2.75, x.to(bfloat16).ToDouble());
    }

    [Fact]
    public void An_array_becomes_a_tensor_of_its_own_dtype_or_of_the_one_asked_for()
    {
        using var scope = NewDisposeScope();
        Assert.Equal(float32, tensor(Numbers).dtype);
        Assert.Equal(float64, tensor(new double[] { 1 }).dtype);
        Assert.Equal(int64, tensor(new long[] { 1, 2 }).dtype);
        Assert.Equal([1f, 2f], tensor(new long[] { 1, 2 }, dtype: float32).data<float>().ToArray());
        Assert.Equal([2, 3], tensor(new float[6], [2, 3]).shape);
        Assert.Throws<ArgumentException>(() => tensor(new float[6], [4, 2]));
    }

    [Fact]
    public void A_conversion_to_the_same_dtype_shares_memory_unless_a_copy_is_asked_for()
    {
        using var scope = NewDisposeScope();
        var x = zeros([2]);
        x.to(float32).fill_(1);
        x.to(float32, copy: true).fill_(2);
        Assert.Equal([1f, 1f], x.data<float>().ToArray());
        var converted = x.to(float64, disposeAfter: true);
        Assert.True(x.IsInvalid);
        Assert.Equal([1.0, 1.0], converted.data<double>().ToArray());
    }
}
