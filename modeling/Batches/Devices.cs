using I2M2.Cli;
using TorchSharp;
using static TorchSharp.torch;

namespace I2M2.Modeling.Batches;

/// <summary>What `--device` means on this machine.</summary>
public static class Devices
{
    /// <summary>The device of a name: auto, cpu, cuda or cuda:N.</summary>
    /// <exception cref="UsageException">No such device.</exception>
    public static Device Choose(string name)
    {
        if (name == "auto")
            return cuda.is_available() ? new Device(DeviceType.CUDA, 0) : CPU;
        Device device;
        try
        {
            device = torch.device(name);
        }
        catch (ArgumentException)
        {
            throw new UsageException($"--device {name}: expected auto, cpu, cuda or cuda:N");
        }

        if (device.type == DeviceType.CUDA && !cuda.is_available())
            throw new UsageException("--device cuda: this libtorch sees no GPU; `dotnet run --project modeling -- doctor` says why");
        return device.index < cuda.device_count() || device.type == DeviceType.CPU
            ? device
            : throw new UsageException($"--device {name}: this libtorch sees {cuda.device_count()} of them, counted from 0");
    }
}
