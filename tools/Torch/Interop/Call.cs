using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;
using TorchSharp;

namespace I2M2.Torch.Interop;

/// <summary>
/// One boxed call under construction. It lives on the stack and hands native code addresses inside itself, so it must stay the
/// local variable it was made as; nothing is allocated on the managed heap but the result. Arguments are added in the schema's
/// order; those left out at the end take the schema's defaults.
/// </summary>
internal unsafe ref struct Call
{
    private const int MostArguments = 16;
    private const int MostInts = 24;
    private const int MostResults = 64;

    private readonly Operator op;
    private ValueBuffer values;
    private IntBuffer ints;
    private ObjectBuffer alive; // keeps arguments from being finalised while native code runs
    private int count;
    private int intCount;
    private void* heap; // room for lists that the buffer cannot hold, a chain of blocks

    internal Call(Operator op) => this.op = op;

    [UnscopedRef]
    internal ref Call Add(torch.Tensor tensor)
    {
        ArgumentNullException.ThrowIfNull(tensor);
        return ref Push(new Value { Tag = Tag.Tensor, Pointer = tensor.Handle }, tensor);
    }

    /// <summary>An optional tensor: none when null.</summary>
    [UnscopedRef]
    internal ref Call AddOptional(torch.Tensor? tensor) =>
        ref Push(tensor is null ? default : new Value { Tag = Tag.Tensor, Pointer = tensor.Handle }, tensor);

    [UnscopedRef]
    internal ref Call Add(long value) => ref Push(new Value { Tag = Tag.Int, Int = value });

    [UnscopedRef]
    internal ref Call Add(double value) => ref Push(new Value { Tag = Tag.Double, Double = value });

    [UnscopedRef]
    internal ref Call Add(bool value) => ref Push(new Value { Tag = Tag.Bool, Int = value ? 1 : 0 });

    [UnscopedRef]
    internal ref Call Add(Scalar value) => ref Push(value.Value);

    /// <summary>A dtype; none when null.</summary>
    [UnscopedRef]
    internal ref Call Add(torch.ScalarType? dtype) =>
        ref Push(dtype is { } d ? new Value { Tag = Tag.Int, Int = (long)d } : default);

    /// <summary>A device; none when null.</summary>
    [UnscopedRef]
    internal ref Call Add(torch.Device? device) =>
        ref Push(device is null ? default : new Value { Tag = Tag.Device, Int = (long)device.type, Length = device.index });

    /// <summary>A random generator; none when null.</summary>
    [UnscopedRef]
    internal ref Call Add(torch.Generator? generator) =>
        ref Push(generator is null ? default : new Value { Tag = Tag.Generator, Pointer = generator.Handle }, generator);

    [UnscopedRef]
    internal ref Call Add(string text)
    {
        var length = Encoding.UTF8.GetByteCount(text);
        var room = (byte*)Room(length / sizeof(long) + 1);
        Encoding.UTF8.GetBytes(text, new Span<byte>(room, length));
        return ref Push(new Value { Tag = Tag.String, Length = length, Pointer = (nint)room });
    }

    [UnscopedRef]
    internal ref Call Add(scoped ReadOnlySpan<long> list)
    {
        var room = Room(list.Length);
        list.CopyTo(new Span<long>(room, list.Length));
        return ref Push(new Value { Tag = Tag.Ints, Length = list.Length, Pointer = (nint)room });
    }

    /// <summary>A list of tensors; where the schema takes optional ones, null is none.</summary>
    [UnscopedRef]
    internal ref Call Add<TTensor>(IReadOnlyList<TTensor?> tensors)
        where TTensor : torch.Tensor
    {
        var room = Room(tensors.Count);
        for (var k = 0; k < tensors.Count; k++)
            room[k] = tensors[k]?.Handle ?? 0;
        return ref Push(new Value { Tag = Tag.Tensors, Length = tensors.Count, Pointer = (nint)room }, tensors);
    }

    /// <summary>The schema's default for this argument.</summary>
    [UnscopedRef]
    internal ref Call AddDefault() => ref Push(new Value { Tag = Tag.Default });

    [UnscopedRef]
    internal ref Call AddNone() => ref Push(default);

    /// <summary>Runs the call; its one result is a tensor.</summary>
    internal torch.Tensor Run()
    {
        Value result;
        Invoke(&result, 1);
        return Tensor(result);
    }

    /// <summary>Runs the call; its two results are tensors.</summary>
    internal (torch.Tensor, torch.Tensor) RunTwo()
    {
        var results = stackalloc Value[2];
        Invoke(results, 2);
        return (Tensor(results[0]), Tensor(results[1]));
    }

    /// <summary>Runs the call; its result is a number or truth value.</summary>
    internal Value RunValue()
    {
        Value result;
        Invoke(&result, 1);
        return result;
    }

    /// <summary>Runs the call; its result is a list of tensors.</summary>
    internal torch.Tensor[] RunMany(int most = MostResults)
    {
        var results = most <= MostResults ? stackalloc Value[MostResults] : new Value[most];
        int n;
        fixed (Value* p = results)
            n = Invoke(p, results.Length);
        var tensors = new torch.Tensor[n];
        for (var k = 0; k < n; k++)
            tensors[k] = Tensor(results[k]);
        return tensors;
    }

    /// <summary>Runs the call for its effect, e.g. an in-place operator, whose result is its own first argument.</summary>
    internal void RunForEffect()
    {
        var results = stackalloc Value[MostResults];
        var n = Invoke(results, MostResults);
        for (var k = 0; k < n; k++)
        {
            if (results[k].Tag == Tag.Tensor)
                Native.i2t_free(results[k].Pointer);
        }
    }

    private readonly torch.Tensor Tensor(in Value result) =>
        result.Tag == Tag.Tensor ? new torch.Tensor(result.Pointer) : throw new TorchException($"{op}: the result is no tensor ({result.Tag})");

    private int Invoke(Value* results, int capacity)
    {
        try
        {
            return Native.Check(Native.i2t_call(op.Handle, (Value*)Unsafe.AsPointer(ref values[0]), count, results, capacity));
        }
        finally
        {
            GC.KeepAlive(alive[0]);
            while (heap is not null)
            {
                var block = heap;
                heap = *(void**)block;
                NativeMemory.Free(block);
            }
        }
    }

    [UnscopedRef]
    private ref Call Push(in Value value, object? keep = null)
    {
        values[count] = value;
        alive[count] = keep;
        count++;
        return ref this;
    }

    private long* Room(int n)
    {
        if (intCount + n <= MostInts)
        {
            var room = (long*)Unsafe.AsPointer(ref ints[0]) + intCount;
            intCount += n;
            return room;
        }

        var block = NativeMemory.Alloc((nuint)(n + 1) * sizeof(long));
        *(void**)block = heap;
        heap = block;
        return (long*)block + 1;
    }

    [InlineArray(MostArguments)]
    private struct ValueBuffer
    {
        private Value first;
    }

    [InlineArray(MostInts)]
    private struct IntBuffer
    {
        private long first;
    }

    [InlineArray(MostArguments)]
    private struct ObjectBuffer
    {
        private object? first;
    }
}
