using System.Globalization;
using I2M2.Shards;

namespace I2M2.Storage.Hdf5;

/// <summary>An attribute of a file or a dataset: one number or one text. It may be a patient's and is for no message.</summary>
public sealed unsafe class Hdf5Value
{
    private readonly Hdf5File file;
    private readonly string place;

    private Hdf5Value(Hdf5File file, string place) => (this.file, this.place) = (file, place);

    /// <summary>The text; null when it is a number.</summary>
    public string? Text { get; private init; }

    /// <summary>The number; null when it is a text, whatever that says.</summary>
    public double? Number { get; private init; }

    /// <summary>The number, or the number that the text says.</summary>
    /// <exception cref="InputRefusedException">The text says none.</exception>
    public double ToNumber() => Number ?? (double.TryParse(Text, NumberStyles.Float, CultureInfo.InvariantCulture, out var said)
        ? said
        : throw file.Refused($"{place}: expected a number, found a text that says none", "write the number"));

    internal static Hdf5Value? Read(Hdf5File file, long item, string itemName, string name)
    {
        var place = $"{(itemName.Length == 0 ? "" : $"dataset {Hdf5File.Shown(itemName)}, ")}attribute {Hdf5File.Shown(name)}";
        Exception Damaged() => file.Damaged(place);
        Exception Refused(string problem, string remedy) => file.Refused($"{place}: {problem}", remedy);

        var exists = H5.H5Aexists(item, name);
        if (exists <= 0)
            return exists == 0 ? null : throw Damaged();
        using var attribute = Hdf5Handle.Attribute(H5.H5Aopen(item, name, 0), Damaged);
        using var type = Hdf5Handle.Type(H5.H5Aget_type(attribute.Id), Damaged);
        using var space = Hdf5Handle.Space(H5.H5Aget_space(attribute.Id), Damaged);
        if (!IsOne(space.Id))
            throw Refused("expected one value, found none or several", "write one value");
        var id = attribute.Id;
        var (kind, _) = ElementTypes.Of(type.Id);
        if (kind == Hdf5Type.Text)
        {
            var text = Hdf5Text.Read(file, type.Id, (memory, into) => H5.H5Aread(id, memory, (void*)into), Refused, Damaged);
            return new Hdf5Value(file, place) { Text = text };
        }

        if (kind is Hdf5Type.Other or Hdf5Type.C64 or Hdf5Type.C128)
            throw Refused($"expected a number or a text, found {ElementTypes.Words(type.Id)}", "write a number or a text");
        double number;
        return H5.H5Aread(id, ElementTypes.InMemory(Hdf5Type.F64), &number) < 0
            ? throw Damaged()
            : new Hdf5Value(file, place) { Number = number };
    }

    private static bool IsOne(long space)
    {
        var kind = H5.H5Sget_simple_extent_type(space);
        if (kind != H5.SpaceSimple)
            return kind == H5.SpaceScalar;
        var rank = H5.H5Sget_simple_extent_ndims(space);
        var shape = new ulong[Math.Max(0, rank)];
        fixed (ulong* first = shape)
            return rank >= 0 && H5.H5Sget_simple_extent_dims(space, first, null) >= 0 && shape.All(n => n == 1);
    }
}
