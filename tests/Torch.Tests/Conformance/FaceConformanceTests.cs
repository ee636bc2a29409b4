namespace I2M2.Torch.Tests.Conformance;

/// <summary>Text that compiles against the face compiles against the package TorchSharp and means the same.</summary>
public class FaceConformanceTests
{
    public static TheoryData<string> FaceTypes => [.. Surfaces.Face.Keys.Order()];

    [Theory]
    [MemberData(nameof(FaceTypes))]
    public void Every_public_type_and_member_of_the_face_is_in_the_package_with_the_same_call_text(string type) =>
        Assert.Empty(Differences(type).Except(KnownDifferences.Reasons.Keys));

    [Fact]
    public void Every_known_difference_is_still_one() =>
        Assert.Empty(KnownDifferences.Reasons.Keys.Except(Surfaces.Face.Keys.SelectMany(Differences)));

    private static IEnumerable<string> Differences(string type) =>
        Surfaces.Package.TryGetValue(type, out var theirs)
            ? Agreement.Differences(Surfaces.Face[type], theirs).Select(d => $"{type} {d.Member}: {d.Reason}")
            : [$"{type}: no such type there"];
}
