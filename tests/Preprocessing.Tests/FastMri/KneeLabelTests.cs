using I2M2.Preprocessing.FastMri.Annotations;

namespace I2M2.Tests.FastMri;

public class KneeLabelTests
{
    [Theory]
    [InlineData("Meniscus Tear", Pathologies.Meniscus)]
    [InlineData("Displaced Meniscal Tissue", Pathologies.Others)]
    [InlineData("Cartilage - Full Thickness loss/defect", Pathologies.Cartilage)]
    [InlineData("Ligament - ACL Low Grade sprain", Pathologies.Acl)]
    [InlineData("Ligament - ACL High Grade Sprain", Pathologies.Acl)]
    [InlineData("Ligament - PCL High Grade", Pathologies.Others)]
    [InlineData("LCL Complex- High Grade Sprain", Pathologies.Others)]
    [InlineData("Joint Effusion ", Pathologies.Others)]
    [InlineData("Joint Effusion", Pathologies.Others)]
    [InlineData("artifact", Pathologies.Others)]
    public void A_label_belongs_to_the_group_of_its_name(string label, object group) => Assert.Equal(group, KneeLabel.Find(label)!.Group);

    [Theory]
    [InlineData("")]
    [InlineData("meniscus tear")]
    [InlineData("Meniscus Tear?")]
    [InlineData("Torn Something")]
    public void A_label_that_is_not_known_has_no_group(string label) => Assert.Null(KneeLabel.Find(label));

    // Exact spelling and number of labels: microsoft/fastmri-plus, Annotations/knee.csv.
    [Fact]
    public void There_are_22_in_four_groups() =>
        Assert.Equal(
            [(Pathologies.Others, 17), (Pathologies.Meniscus, 1), (Pathologies.Acl, 2), (Pathologies.Cartilage, 2)],
            KneeLabel.All.GroupBy(l => l.Group).OrderBy(g => g.Key).Select(g => (g.Key, g.Count())));
}
