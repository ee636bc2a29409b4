namespace I2M2.TorchFiles;

/// <summary>
/// Stack, marks and memo of the pickle machine. Values are null, bool, long, double, string, object?[] (tuple), List (list),
/// <see cref="PickleDictionary"/>, <see cref="PickleGlobal"/>, <see cref="TorchStorage"/> and <see cref="TorchTensor"/>.
/// </summary>
internal sealed class PickleStack(PickleBytes bytes)
{
    // A checkpoint of ten thousand tensors has about two hundred thousand values.
    private const int MostValues = 1_000_000;
    private readonly List<object?> values = [];
    private readonly Stack<int> marks = [];
    private readonly Dictionary<long, object?> memo = [];
    private int made;

    internal int Count => values.Count;

    /// <summary>Pushes a value that was just made; their number is bounded.</summary>
    internal void Push(object? value)
    {
        if (++made > MostValues)
            throw bytes.Refuse($"more than {MostValues:#,0} values");
        values.Add(value);
    }

    internal object? Pop()
    {
        if (values.Count == 0 || (marks.TryPeek(out var mark) && values.Count == mark))
            throw bytes.Refuse("the stack is empty");
        var top = values[^1];
        values.RemoveAt(values.Count - 1);
        return top;
    }

    internal T Pop<T>(string expected) => Pop() is T value ? value : throw bytes.Refuse($"expected {expected} on the stack");

    /// <summary>The topmost value, which stays.</summary>
    internal T Peek<T>(string expected)
    {
        var top = Pop<T>(expected);
        values.Add(top);
        return top;
    }

    internal void Mark() => marks.Push(values.Count);

    /// <summary>All values above the last mark, which goes.</summary>
    internal object?[] PopToMark()
    {
        if (!marks.TryPop(out var mark))
            throw bytes.Refuse("there is no mark");
        var above = values.GetRange(mark, values.Count - mark).ToArray();
        values.RemoveRange(mark, above.Length);
        return above;
    }

    internal object?[] PopTuple(int length)
    {
        var tuple = new object?[length];
        for (var k = length - 1; k >= 0; k--)
            tuple[k] = Pop();
        return tuple;
    }

    /// <summary>Remembers the topmost value under a number.</summary>
    internal void Put(long index)
    {
        if (index > MostValues)
            throw bytes.Refuse($"remembers a value as number {index:#,0}");
        var top = Pop();
        values.Add(top);
        memo[index] = top;
    }

    /// <summary>Remembers the topmost value under the next number.</summary>
    internal void Memoize() => Put(memo.Count);

    /// <summary>Pushes what is remembered.</summary>
    internal void Get(long index) =>
        Push(memo.TryGetValue(index, out var value) ? value : throw bytes.Refuse($"nothing is remembered as number {index}"));
}
