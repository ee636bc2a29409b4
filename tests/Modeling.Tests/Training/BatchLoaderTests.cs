using System.Runtime.InteropServices;
using I2M2.Modeling.Paradigms;
using I2M2.Modeling.Tasks;
using I2M2.Modeling.Tests.Given;
using I2M2.Modeling.Training;
using I2M2.Shards;
using I2M2.Tests;
using TorchSharp;
using static TorchSharp.torch;

namespace I2M2.Modeling.Tests;

/// <summary>From mapped shards to tensors.</summary>
public sealed class BatchLoaderTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void A_batch_holds_the_asked_rows_in_the_asked_order_as_float32()
    {
        using var scope = NewDisposeScope();
        using var shards = Open(Columns());
        var batch = Loader(shards).Load([2, 0, 149, 2]);
        Assert.Equal(4, batch.Size);
        Assert.Equal([2L, 0, 2, 2], batch.Labels.data<long>().ToArray());
        Assert.Equal([[4L, 2], [4L, 1, 2]], batch.Inputs.Select(x => x.shape));
        Assert.All(batch.Inputs, x => Assert.Equal(float32, x.dtype));
        Assert.Equal([2f, 2.5f, 0, 0.5f, 149, 149.5f, 2, 2.5f], batch.Inputs[0].data<float>().ToArray());
    }

    [Fact]
    public void Stored_bytes_and_floats_are_multiplied_by_the_columns_scale()
    {
        using var scope = NewDisposeScope();
        using var shards = Open(Columns(realScale: 2, byteScale: 1 / 255.0));
        var batch = Loader(shards).Load([1, 255 - 150]);
        Assert.Equal([2f, 3, 210, 211], batch.Inputs[0].data<float>().ToArray());
        static float Of(int stored) => stored * (float)(1 / 255.0);
        Assert.Equal([Of(1), Of(255), Of(105), Of(255)], batch.Inputs[1].data<float>().ToArray());
    }

    [Fact]
    public void Scaling_a_batch_leaves_the_shards_as_they_are()
    {
        using var scope = NewDisposeScope();
        using var shards = Open(Columns(realScale: 2));
        var loader = Loader(shards);
        Assert.Equal(loader.Load([7]).Inputs[0].data<float>().ToArray(), loader.Load([7]).Inputs[0].data<float>().ToArray());
        shards.Verify();
    }

    [Fact]
    public void Half_precision_and_double_columns_are_taken_too()
    {
        using var scope = NewDisposeScope();
        foreach (var dtype in new[] { Dtype.F16, Dtype.F64 })
        {
            using var shards = Open([ShardFolder.Input("real", dtype, [2]), .. Columns().Skip(1)]);
            Assert.Equal([3f, 3.5f], Loader(shards).Load([3]).Inputs[0].data<float>().ToArray());
        }
    }

    [Fact]
    public void Rows_beyond_the_limit_are_not_there()
    {
        using var shards = Open(Columns());
        var loader = Loader(shards, rows: 110);
        Assert.Equal((110, 110, 110), (loader.Rows, loader.Labels.Count, loader.Ids().Length));
        Assert.Equal("109", loader.Ids()[^1]);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(3)]
    [InlineData(long.MaxValue)]
    public void A_label_that_is_no_class_is_refused_with_its_row(long label)
    {
        using var shards = Open(Columns(), badLabel: label);
        var refused = Assert.Throws<InputRefusedException>(() => Loader(shards));
        Assert.Contains("row 120: the label is not in 0..2", refused.Message, StringComparison.Ordinal);
        Assert.Equal(120, Loader(shards, rows: 120).Rows);
    }

    [Theory]
    [InlineData("real")]
    [InlineData("byte")]
    [InlineData("label")]
    [InlineData("row")]
    public void A_missing_column_is_refused_by_name(string column)
    {
        using var shards = Open([.. Columns().Where(c => c.Name != column)]);
        Assert.Contains($"'{column}'", Assert.Throws<InputRefusedException>(() => Loader(shards)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("label", Dtype.I32)]
    [InlineData("row", Dtype.U8)]
    [InlineData("byte", Dtype.U16)]
    [InlineData("byte", Dtype.C64)]
    public void A_column_of_a_dtype_that_cannot_be_used_is_refused_by_name(string column, Dtype dtype)
    {
        using var shards = Open([.. Columns().Select(c => c.Name == column ? c with { Dtype = dtype } : c)]);
        Assert.Contains(column, Assert.Throws<InputRefusedException>(() => Loader(shards)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void No_rows_are_refused()
    {
        using var shards = Open(Columns());
        Assert.Contains("no rows", Assert.Throws<InputRefusedException>(() => Loader(shards, rows: 0)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_batch_leaves_nothing_behind_but_its_tensors()
    {
        using var shards = Open(Columns(realScale: 2, byteScale: 0.5));
        var loader = Loader(shards);
        var before = Tensor.TotalCount;
        var batch = loader.Load([1, 2, 3]);
        Assert.Equal(before + 3, Tensor.TotalCount);
        foreach (var tensor in batch.Inputs.Append(batch.Labels))
            tensor.Dispose();
    }

    private static ColumnSchema[] Columns(double realScale = 1, double byteScale = 1) =>
    [
        ShardFolder.Input("real", Dtype.F32, [2], realScale), ShardFolder.Input("byte", Dtype.U8, [1, 2], byteScale),
        ShardFolder.Number("label", ColumnRole.Label), ShardFolder.Number("row", ColumnRole.Id),
    ];

    // Row r holds r and r + 0.5, the bytes r and 255, the label r modulo 3, the id r; 150 rows in two shards.
    private ShardSet Open(ColumnSchema[] columns, long badLabel = 0)
    {
        var path = folder.At($"set-{folder.Files().Length}");
        ShardFolder.Write(path, "pair", 3, (150, 1, 1), columns, (name, row) => (name, columns.Single(c => c.Name == name).Dtype) switch
        {
            ("real", Dtype.F16) => MemoryMarshal.AsBytes([(Half)row, (Half)(row + 0.5)]).ToArray(),
            ("real", Dtype.F64) => MemoryMarshal.AsBytes([(double)row, row + 0.5]).ToArray(),
            ("real", _) => MemoryMarshal.AsBytes([(float)row, row + 0.5f]).ToArray(),
            ("byte", Dtype.U8) => [(byte)row, 255],
            ("label", Dtype.I64) => BitConverter.GetBytes(row == 120 && badLabel != 0 ? badLabel : row % 3),
            ("row", Dtype.I64) => BitConverter.GetBytes(row),
            _ => new byte[columns.Single(c => c.Name == name).RowBytes],
        });
        return ShardSet.Open(path);
    }

    private static BatchLoader Loader(ShardSet shards, long rows = 150) => new(new PairTask(), shards["train"], rows, 3, CPU);

    private sealed class PairTask : ITask
    {
        public string Dataset => "pair";

        public string Name => "any";

        public IReadOnlyList<Modality> Modalities { get; } = [new("first", "real"), new("second", "byte")];

        public string LabelColumn => "label";

        public string IdColumn => "row";

        public IReadOnlyList<string> Fusions { get; } = [];

        public Expert IntraExpert(int modality, int classes) => throw new NotSupportedException("only its columns are used");

        public Expert JointExpert(string fusion, int classes, bool trainFusion) => throw new NotSupportedException("only its columns are used");
    }
}
