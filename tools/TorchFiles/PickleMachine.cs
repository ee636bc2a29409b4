namespace I2M2.TorchFiles;

/// <summary>
/// Carries out a pickle's instructions (Python's pickletools, protocols 2 to 5), those that torch.save writes and no others, on data
/// alone: a name means what <see cref="PickleGlobal"/> says, a call is one of <see cref="PickleCalls"/>. Every instruction is checked,
/// wherever its result ends up. Time and memory are bounded by the pickle's length and the limits of <see cref="PickleStack"/>.
/// </summary>
internal sealed class PickleMachine
{
    private const byte Proto = 0x80, Frame = 0x95;
    private readonly PickleBytes bytes;
    private readonly PickleStack stack;
    private readonly PickleCalls calls;

    private PickleMachine(PickleBytes bytes, PickleCalls calls)
    {
        this.bytes = bytes;
        this.calls = calls;
        stack = new PickleStack(bytes);
    }

    /// <summary>The value that a pickle describes.</summary>
    /// <exception cref="Shards.InputRefusedException">
    /// An instruction or a name is not on the list, or makes no sense; the message names it and its byte.
    /// </exception>
    internal static object? Run(PickleBytes bytes, PickleCalls calls)
    {
        var machine = new PickleMachine(bytes, calls);
        if (bytes.NextInstruction() != Proto || bytes.Byte() is not (>= 2 and <= 5))
            throw bytes.Refuse("does not begin with protocol 2 to 5");
        while (bytes.NextInstruction() is var code && code != '.')
            machine.Step(code);
        var result = machine.stack.Pop();
        if (machine.stack.Count > 0 || !bytes.IsAtEnd)
            throw bytes.Refuse("ends with values or bytes left over");
        return result;
    }

    private void Step(byte code)
    {
        if (!(PushesScalar(code) || BuildsContainer(code) || UsesMemo(code) || MakesObject(code)))
        {
            var letter = code is > 0x20 and < 0x7f ? $" ('{(char)code}')" : "";
            throw bytes.Refuse($"instruction 0x{code:x2}{letter} is not one that torch.save writes for tensors");
        }
    }

    private bool PushesScalar(byte code)
    {
        switch (code)
        {
            case (byte)'N': stack.Push(null); break;
            case 0x88: stack.Push(true); break;
            case 0x89: stack.Push(false); break;
            case (byte)'J': stack.Push((long)bytes.Int32()); break;
            case (byte)'K': stack.Push((long)bytes.Byte()); break;
            case (byte)'M': stack.Push((long)bytes.UInt16()); break;
            case 0x8a: stack.Push(bytes.Integer(bytes.Byte())); break;
            case (byte)'G': stack.Push(bytes.BigEndianDouble()); break;
            case (byte)'X': stack.Push(bytes.Text(bytes.UInt32())); break;
            case 0x8c: stack.Push(bytes.Text(bytes.Byte())); break;
            case 0x8d: stack.Push(bytes.Text(bytes.UInt64())); break;
            default: return false;
        }

        return true;
    }

    private bool BuildsContainer(byte code)
    {
        switch (code)
        {
            case (byte)'(': stack.Mark(); break;
            case (byte)')': stack.Push(Array.Empty<object?>()); break;
            case (byte)'t': stack.Push(stack.PopToMark()); break;
            case 0x85: stack.Push(stack.PopTuple(1)); break;
            case 0x86: stack.Push(stack.PopTuple(2)); break;
            case 0x87: stack.Push(stack.PopTuple(3)); break;
            case (byte)']': stack.Push(new List<object?>()); break;
            case (byte)'a': Append([stack.Pop()]); break;
            case (byte)'e': Append(stack.PopToMark()); break;
            case (byte)'}': stack.Push(new PickleDictionary()); break;
            case (byte)'s': SetItems(stack.PopTuple(2)); break;
            case (byte)'u': SetItems(stack.PopToMark()); break;
            default: return false;
        }

        return true;
    }

    private bool UsesMemo(byte code)
    {
        switch (code)
        {
            case (byte)'q': stack.Put(bytes.Byte()); break;
            case (byte)'r': stack.Put(bytes.UInt32()); break;
            case 0x94: stack.Memoize(); break;
            case (byte)'h': stack.Get(bytes.Byte()); break;
            case (byte)'j': stack.Get(bytes.UInt32()); break;
            default: return false;
        }

        return true;
    }

    private bool MakesObject(byte code)
    {
        switch (code)
        {
            case (byte)'c': stack.Push(PickleGlobal.Find(bytes, bytes.Line(), bytes.Line())); break;
            case 0x93: PushStackGlobal(); break;
            case (byte)'Q': stack.Push(calls.Storage(stack.Pop<object?[]>("a tuple"))); break;
            case (byte)'R': PushCall(); break;
            case 0x81: PushNew(); break;
            case (byte)'b': Build(); break;
            case Frame: CheckFrame(); break;
            default: return false;
        }

        return true;
    }

    private void Append(object?[] items) => stack.Peek<List<object?>>("a list").AddRange(items);

    private void SetItems(object?[] keysAndValues)
    {
        var dictionary = stack.Peek<PickleDictionary>("a dictionary");
        if (keysAndValues.Length % 2 != 0)
            throw bytes.Refuse("a key without a value");
        for (var k = 0; k < keysAndValues.Length; k += 2)
            dictionary.Add(bytes, keysAndValues[k], keysAndValues[k + 1]);
    }

    private void PushStackGlobal()
    {
        var name = stack.Pop<string>("a name");
        stack.Push(PickleGlobal.Find(bytes, stack.Pop<string>("a module's name"), name));
    }

    private void PushCall()
    {
        var arguments = stack.Pop<object?[]>("a tuple of arguments");
        stack.Push(calls.Call(stack.Pop<PickleGlobal>("something to call"), arguments));
    }

    private void PushNew()
    {
        var arguments = stack.Pop<object?[]>("a tuple of arguments");
        if (stack.Pop<PickleGlobal>("a class").Role != GlobalRole.Namespace || arguments.Length > 0)
            throw bytes.Refuse("makes an object other than an empty argparse.Namespace");
        stack.Push(new PickleDictionary(isNamespace: true));
    }

    private void Build()
    {
        var state = stack.Pop<PickleDictionary>("a dictionary of attributes");
        var target = stack.Peek<PickleDictionary>("a dictionary to give attributes to");
        if (target.IsNamespace)
            target.SetAttributes(bytes, state);
    }

    // A frame only says how much may be read at once.
    private void CheckFrame() => bytes.CheckLeft(bytes.UInt64());
}
