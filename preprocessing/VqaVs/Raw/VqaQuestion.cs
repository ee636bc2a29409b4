using I2M2.Preprocessing.Records;

namespace I2M2.Preprocessing.VqaVs.Raw;

/// <summary>A question about an image, as VQA v2 and VQA-VS have it.</summary>
/// <param name="Id">Unique within VQA v2's training and validation questions together.</param>
/// <param name="ImageId">COCO's number of the image.</param>
/// <param name="Text">As it was asked.</param>
public sealed record VqaQuestion(long Id, long ImageId, string Text)
{
    private static readonly string[] Fields = ["question_id", "image_id", "question"];

    internal static VqaQuestion Parse(ReadOnlySpan<byte> json)
    {
        var fields = new JsonFields(json, Fields);
        var (id, image, text) = (0L, 0L, "");
        while (fields.Next(out var field))
        {
            if (field == 0)
                id = fields.Id(field);
            else if (field == 1)
                image = fields.Id(field);
            else
                text = fields.Text(field);
        }

        fields.Require(Fields.Length);
        return new VqaQuestion(id, image, text);
    }
}
