using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using static TorchSharp.torch;

namespace I2M2.Modeling.Paradigms;

/// <summary>A name for exactly the weights of a backbone: the same wherever they were read from.</summary>
public static class BackboneSeal
{
    /// <summary>SHA-256 over every tensor's name, shape and bytes, by name, as 64 hex digits.</summary>
    public static string Of(Backbone network)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        using var scope = NewDisposeScope();
        foreach (var (name, tensor) in network.state_dict().OrderBy(t => t.Key, StringComparer.Ordinal))
        {
            hash.AppendData(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{name}[{string.Join(',', tensor.shape)}]")));
            hash.AppendData(tensor.to(CPU).contiguous().bytes);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
