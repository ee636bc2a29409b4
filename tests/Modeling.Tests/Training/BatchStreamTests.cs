using System.Runtime.InteropServices;
using I2M2.Modeling.Tests.Given;
using I2M2.Modeling.Training;
using I2M2.Shards;
using I2M2.Tests;
using TorchSharp;
using static TorchSharp.torch;

namespace I2M2.Modeling.Tests;

/// <summary>Batches made ahead of need, on other threads, are the batches that were asked for.</summary>
public sealed class BatchStreamTests : IDisposable
{
    private static readonly long[][] Asked = [.. Enumerable.Range(0, 50).Select(k => Enumerable.Range(0, 7).Select(r => (k * 31L + r * 17) % 240).ToArray())];
    private readonly TemporaryFolder folder = new();
    private readonly ToyData data;

    public BatchStreamTests() => data = new ToyData(folder.At("data"));

    public void Dispose()
    {
        data.Dispose();
        folder.Dispose();
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(16)]
    [InlineData(100)]
    public void They_come_in_the_order_asked_for_however_many_are_made_ahead(int ahead)
    {
        using var rows = data.Rows("train");
        var expected = new Queue<List<float>>(Asked.Select(a => Numbers(rows.Load(a))));
        foreach (var batch in rows.Stream(Asked, ahead))
            Assert.Equal(expected.Dequeue(), Numbers(batch));
        Assert.Empty(expected);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(49)]
    public void Left_early_it_leaves_no_tensor_behind(int after)
    {
        using var rows = data.Rows("train");
        var before = Tensor.TotalCount;
        foreach (var batch in rows.Stream(Asked, ahead: 4))
        {
            batch.Dispose();
            if (after-- == 0)
                break;
        }

        Assert.Equal(before, Tensor.TotalCount);
    }

    [Fact]
    public void A_row_that_is_not_there_is_told_to_who_waits_for_it_and_what_was_made_is_freed()
    {
        using var rows = data.Rows("train");
        var before = Tensor.TotalCount;
        Assert.ThrowsAny<Exception>(() =>
        {
            foreach (var batch in rows.Stream([[1], [2], [240], [3], [4], [5]], ahead: 4))
                batch.Dispose();
        });
        Assert.InRange(Tensor.TotalCount, before, before + 3);
    }

    [Fact]
    public void Columns_that_lie_on_the_device_whole_give_the_same_batches()
    {
        using var rows = data.Rows("train");
        using var resident = data.Rows("train", resident: true);
        foreach (var (batch, same) in rows.Stream(Asked).Zip(resident.Stream(Asked)))
            Assert.Equal(Numbers(batch), Numbers(same));
        var before = Tensor.TotalCount;
        resident.Load([1, 2]).Dispose();
        Assert.Equal(before, Tensor.TotalCount);
    }

    [Theory]
    [InlineData(Dtype.BOOL)]
    [InlineData(Dtype.U8)]
    [InlineData(Dtype.I8)]
    [InlineData(Dtype.I16)]
    [InlineData(Dtype.I32)]
    [InlineData(Dtype.I64)]
    [InlineData(Dtype.F16)]
    [InlineData(Dtype.BF16)]
    [InlineData(Dtype.F32)]
    [InlineData(Dtype.F64)]
    public void Conversion_is_the_engines_to_the_last_bit(Dtype dtype)
    {
        // 77: whole vectors and a rest.
        var stored = new byte[77 * dtype.Bytes()];
        new Random(3).NextBytes(stored);
        if (dtype == Dtype.BOOL)
            stored = Array.ConvertAll(stored, b => (byte)(b & 1));
        foreach (var scale in new[] { 1, 1 / 255.0, -2.5, 1e-30 })
        {
            var floats = new float[77];
            RowConversion.ToFloats(dtype, stored, scale, floats);
            using var scope = NewDisposeScope();
            var engine = StoredTensor.FromBytes(dtype, [77], stored).to(float32);
            Assert.Equal(MemoryMarshal.AsBytes((engine * scale).data<float>().ToArray().AsSpan()).ToArray().Where(IsNumber), MemoryMarshal.AsBytes(floats.AsSpan()).ToArray().Where(IsNumber));

            // The sign and payload of what is no number may differ.
            bool IsNumber(byte b, int k) => !float.IsNaN(floats[k / 4]);
        }
    }

    [Theory]
    [InlineData(0.5)]
    [InlineData(3)]
    [InlineData(1e6)]
    public void Gradients_are_clipped_the_same_without_reading_their_norm(double most)
    {
        using var scope = NewDisposeScope();
        float[] values = [.. Enumerable.Range(0, 60).Select(k => MathF.Sin(k))];
        var parameters = new[] { 20, 40 }.Select(n => new TorchSharp.Modules.Parameter(zeros([n]))).ToArray();
        foreach (var (p, from) in parameters.Zip(new[] { 0, 20 }))
            p.grad = tensor(values[from..(from + (int)p.NumberOfElements)]);
        Tensor[] same = [tensor(values[..20]), tensor(values[20..])];
        nn.utils.clip_grad_norm_(parameters, most);
        GradientClip.WithoutWaiting(same, most);
        foreach (var (p, g) in parameters.Zip(same))
            Assert.All(p.grad!.data<float>().ToArray().Zip(g.data<float>().ToArray()), x => Assert.Equal(x.First, x.Second, 1e-6f));
    }

    private static List<float> Numbers(Batch batch)
    {
        using (batch)
            return [.. batch.Inputs.SelectMany(x => x.data<float>().ToArray()), .. batch.Labels.data<long>().ToArray()];
    }
}
