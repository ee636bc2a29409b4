using System.Reflection;
using I2M2.Torch.Interop;

namespace I2M2.Torch.Tests.Calls;

/// <summary>The operators that the face asks a libtorch for.</summary>
public class OperatorTests
{
    public static TheoryData<string> Names =>
        [.. typeof(Ops).GetFields(BindingFlags.Static | BindingFlags.NonPublic).Where(f => f.FieldType == typeof(Operator) && (Engine.HasFusedAttention || f.Name != NotBefore20)).Select(f => f.Name)];

    // libtorch has it from 2.0 on; who uses it asks Engine.HasFusedAttention first.
    private const string NotBefore20 = nameof(Ops.ScaledDotProductAttention);

    [Theory]
    [MemberData(nameof(Names))]
    public void This_libtorch_has_every_operator_that_the_face_uses(string name)
    {
        var op = (Operator)typeof(Ops).GetField(name, BindingFlags.Static | BindingFlags.NonPublic)!.GetValue(null)!;
        Assert.NotEqual(0, op.Handle);
        Assert.StartsWith("aten::", op.Schema, StringComparison.Ordinal);
    }

    [Fact]
    public void A_schema_is_printed_as_libtorch_writes_it() =>
        Assert.Equal("aten::relu(Tensor self) -> Tensor", Engine.Schema("aten::relu"));

    [Fact]
    public void Whether_an_operator_exists_can_be_asked()
    {
        Assert.True(Engine.Supports("aten::add", "Tensor"));
        Assert.False(Engine.Supports("aten::add", "Tensors"));
        Assert.False(Engine.Supports("aten::no_such_operator"));
    }

    [Fact]
    public void An_unknown_operator_is_refused_by_name()
    {
        var failure = Assert.Throws<TorchException>(() => Engine.Schema("aten::no_such", "way"));
        Assert.Contains("aten::no_such.way", failure.Message, StringComparison.Ordinal);
        Assert.Contains(Engine.Version, failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_missing_library_of_operators_is_refused_with_its_path() =>
        Assert.Contains("/no/such/library.so", Assert.Throws<TorchException>(() => Engine.LoadLibrary("/no/such/library.so")).Message, StringComparison.Ordinal);

    [Fact]
    public void The_engine_says_what_it_is()
    {
        Assert.Matches(@"^\d+\.\d+\.\d+", Engine.Version);
        Assert.Equal(Engine.Version, TorchSharp.torch.__version__);
        Assert.True(File.Exists(Engine.LibraryFile), Engine.LibraryFile);
        Assert.NotEmpty(Engine.Blas.Name);
        Assert.NotEmpty(Engine.Configuration);
        Assert.Equal("native", Engine.Backend);
    }
}
