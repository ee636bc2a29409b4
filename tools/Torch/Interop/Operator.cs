using System.Text;

namespace I2M2.Torch.Interop;

/// <summary>An ATen operator, found once by its schema name ("aten::add", overload "Tensor") and kept.</summary>
internal sealed unsafe class Operator
{
    private readonly string name;
    private readonly string overload;
    private nint handle;

    /// <param name="name">Schema name with its namespace.</param>
    /// <param name="overload">Overload name; empty for the only or default one.</param>
    internal Operator(string name, string overload = "")
    {
        this.name = name;
        this.overload = overload;
    }

    /// <summary>The dispatcher's handle; never freed.</summary>
    /// <exception cref="TorchException">This libtorch has no such operator.</exception>
    internal nint Handle => handle != 0 ? handle : Find();

    /// <summary>Whether this libtorch has an operator of that name.</summary>
    internal static bool Exists(string name, string overload = "") => LookUp(name, overload) != 0;

    /// <summary>The schema as libtorch prints it.</summary>
    internal string Schema
    {
        get
        {
            var buffer = new byte[8192];
            fixed (byte* p = buffer)
                return Encoding.UTF8.GetString(buffer, 0, Native.Check(Native.i2t_schema(Handle, p, buffer.Length)));
        }
    }

    /// <summary>Its full name, e.g. "aten::add.Tensor".</summary>
    public override string ToString() => overload.Length > 0 ? $"{name}.{overload}" : name;

    private static nint LookUp(string name, string overload)
    {
        fixed (byte* n = Encoding.UTF8.GetBytes(name + '\0'), o = Encoding.UTF8.GetBytes(overload + '\0'))
            return Native.i2t_find(n, o);
    }

    private nint Find()
    {
        handle = LookUp(name, overload);
        if (handle == 0)
            throw new TorchException($"libtorch {Engine.Version} has no operator {this}");
        return handle;
    }
}
