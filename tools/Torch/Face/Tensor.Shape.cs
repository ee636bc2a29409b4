using I2M2.Torch.Interop;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        /// <summary>The same elements under another handle.</summary>
        public Tensor alias() => Unary(Ops.Alias);

        /// <summary>The same elements under another shape; one size may be -1.</summary>
        public Tensor view(params long[] shape)
        {
            var call = new Call(Ops.View);
            return call.Add(this).Add(shape).Run();
        }

        /// <summary>As <see cref="view"/>, copying when the elements do not lie right.</summary>
        public Tensor reshape(params long[] shape)
        {
            var call = new Call(Ops.Reshape);
            return call.Add(this).Add(shape).Run();
        }

        /// <summary>Joins the axes from start to end into one.</summary>
        public Tensor flatten(long start_dim = 0, long end_dim = -1)
        {
            var call = new Call(Ops.Flatten);
            return call.Add(this).Add(start_dim).Add(end_dim).Run();
        }

        /// <summary>Drops one axis of size 1, or all of them.</summary>
        public Tensor squeeze(long? dim = null)
        {
            var call = new Call(dim is null ? Ops.Squeeze : Ops.SqueezeDim);
            call.Add(this);
            return dim is { } d ? call.Add(d).Run() : call.Run();
        }

        /// <summary>Adds an axis of size 1.</summary>
        public Tensor unsqueeze(long dim)
        {
            var call = new Call(Ops.Unsqueeze);
            return call.Add(this).Add(dim).Run();
        }

        /// <summary>Swaps two axes.</summary>
        public Tensor transpose(long dim0, long dim1)
        {
            var call = new Call(Ops.Transpose);
            return call.Add(this).Add(dim0).Add(dim1).Run();
        }

        /// <summary>Reorders the axes.</summary>
        public Tensor permute(params long[] permutation)
        {
            var call = new Call(Ops.Permute);
            return call.Add(this).Add(permutation).Run();
        }

        /// <summary>The transpose of a matrix.</summary>
        public Tensor t() => Unary(Ops.T);

        /// <summary>Repeats axes of size 1 without copying; -1 keeps a size.</summary>
        public Tensor expand(params long[] sizes)
        {
            var call = new Call(Ops.Expand);
            return call.Add(this).Add(sizes).Run();
        }

        /// <summary>Moves the elements along axes by a number of places each; what leaves at the end comes in at the start.</summary>
        public Tensor roll(long[] shifts, long[] dims)
        {
            var call = new Call(Ops.Roll);
            return call.Add(this).Add(shifts).Add(dims).Run();
        }

        /// <summary>Elements start .. start+length-1 along an axis.</summary>
        public Tensor narrow(long dim, long start, long length)
        {
            var call = new Call(Ops.Narrow);
            return call.Add(this).Add(dim).Add(start).Add(length).Run();
        }

        /// <summary>Every step-th element from start up to, not including, finish along an axis.</summary>
        public Tensor slice(long dim, long start, long finish, long step)
        {
            var call = new Call(Ops.Slice);
            return call.Add(this).Add(dim).Add(start).Add(finish).Add(step).Run();
        }

        /// <summary>One index of an axis; the axis disappears.</summary>
        public Tensor select(long dim, long index)
        {
            var call = new Call(Ops.Select);
            return call.Add(this).Add(dim).Add(index).Run();
        }

        /// <summary>The given rows of an axis, copied.</summary>
        public Tensor index_select(long dim, Tensor index)
        {
            var call = new Call(Ops.IndexSelect);
            return call.Add(this).Add(dim).Add(index).Run();
        }

        /// <summary>Elements at index tensors, one for each leading axis.</summary>
        public Tensor index(params Tensor[] indices)
        {
            var call = new Call(Ops.Index);
            return call.Add(this).Add(indices).Run();
        }

        /// <summary>out[.., i, ..] = this[.., index[.., i, ..], ..] along dim.</summary>
        public Tensor gather(long dim, Tensor index)
        {
            var call = new Call(Ops.Gather);
            return call.Add(this).Add(dim).Add(index).Run();
        }

        /// <summary>Complex numbers as pairs of real ones, on a last axis of size 2; the same elements.</summary>
        public Tensor view_as_real() => Unary(Ops.ViewAsReal);

        /// <summary>Pairs of real numbers, on a last axis of size 2, as complex ones; the same elements.</summary>
        public Tensor view_as_complex() => Unary(Ops.ViewAsComplex);

        /// <summary>A copy of its own.</summary>
        public Tensor clone() => Unary(Ops.Clone);

        /// <summary>The same elements without history.</summary>
        public Tensor detach() => Unary(Ops.Detach);

        /// <summary>Forgets the history of this tensor; returns it.</summary>
        public Tensor detach_() => InPlace(Ops.DetachInPlace);

        /// <summary>Itself when contiguous, else a contiguous copy; a new wrapper either way.</summary>
        public Tensor contiguous() => Unary(Ops.Contiguous);

        /// <summary>A copy in page-locked host memory, from which copies to a GPU need not wait.</summary>
        public Tensor pin_memory() => Unary(Ops.PinMemory);

        /// <summary>Overwrites the elements with those of source, converting.</summary>
        public Tensor copy_(Tensor source, bool nonBlocking = false)
        {
            var call = new Call(Ops.Copy);
            call.Add(this).Add(source).Add(nonBlocking).RunForEffect();
            return this;
        }

        /// <summary>As another dtype.</summary>
        public Tensor to(ScalarType type, bool copy = false, bool disposeAfter = false, bool non_blocking = false) =>
            Converted(type, null, copy, disposeAfter, non_blocking);

        /// <summary>On another device.</summary>
        public Tensor to(Device device, bool copy = false, bool disposeAfter = false, bool non_blocking = false) =>
            Converted(null, device, copy, disposeAfter, non_blocking);

        /// <summary>As another dtype, on another device.</summary>
        public Tensor to(ScalarType type, Device device, bool copy = false, bool disposeAfter = false, bool non_blocking = false) =>
            Converted(type, device, copy, disposeAfter, non_blocking);

        /// <summary>As another dtype.</summary>
        public Tensor to_type(ScalarType type, bool copy = false, bool disposeAfter = false, bool non_blocking = false) =>
            Converted(type, null, copy, disposeAfter, non_blocking);

        /// <summary>On the host.</summary>
        public Tensor cpu() => to(CPU);

        /// <summary>On a GPU; the current one when none is named.</summary>
        public Tensor cuda(Device? device = null, bool non_blocking = false) => to(device ?? CUDA, non_blocking: non_blocking);

        private Tensor Converted(ScalarType? type, Device? device, bool copy, bool disposeAfter, bool non_blocking)
        {
            var call = new Call(Ops.To);
            var result = call.Add(this).Add(type).AddNone().Add(device).AddNone().Add(non_blocking).Add(copy).Run();
            if (disposeAfter)
                Dispose();
            return result;
        }
    }
}
