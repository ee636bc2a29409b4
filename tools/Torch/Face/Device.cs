namespace TorchSharp;

/// <summary>Kinds of device; the numbers are libtorch's.</summary>
public enum DeviceType
{
    /// <summary>The host.</summary>
    CPU = 0,

    /// <summary>An NVIDIA GPU.</summary>
    CUDA = 1,
}

public static partial class torch
{
    /// <summary>The host.</summary>
    public static readonly Device CPU = new(DeviceType.CPU);

    /// <summary>The current NVIDIA GPU.</summary>
    public static Device CUDA { get; } = new(DeviceType.CUDA);

    /// <summary>A device from its name: "cpu", "cuda", "cuda:1".</summary>
    public static Device device(string description) => new(description);

    /// <summary>A device from its kind.</summary>
    public static Device device(DeviceType deviceType, int index = -1) => new(deviceType, index);

    /// <summary>Where a tensor lives.</summary>
    public class Device
    {
        /// <param name="description">"cpu", "cuda" or "cuda:N".</param>
        /// <exception cref="ArgumentException">No such kind of device, or the index is no number.</exception>
        public Device(string description)
        {
            ArgumentNullException.ThrowIfNull(description);
            var parts = description.Split(':');
            type = parts[0] switch
            {
                "cpu" => DeviceType.CPU,
                "cuda" => DeviceType.CUDA,
                _ => throw new ArgumentException($"Unknown device '{description}': expected cpu, cuda or cuda:N", nameof(description)),
            };
            index = parts.Length == 1 ? -1
                : parts.Length == 2 && int.TryParse(parts[1], out var n) && n >= 0 ? n
                : throw new ArgumentException($"Unknown device '{description}': expected cpu, cuda or cuda:N", nameof(description));
        }

        /// <param name="deviceType">Kind.</param>
        /// <param name="index">Which one; -1 for the current one.</param>
        public Device(DeviceType deviceType, int index = -1)
        {
            type = deviceType;
            this.index = index;
        }

        /// <summary>Kind.</summary>
        public DeviceType type { get; }

        /// <summary>Which one; -1 for the current one.</summary>
        public int index { get; }

        /// <summary>A device from its name.</summary>
        public static implicit operator Device(string description) => new(description);

        /// <inheritdoc/>
        public override string ToString() =>
            (type == DeviceType.CPU ? "cpu" : "cuda") + (index < 0 ? "" : $":{index}");
    }
}
