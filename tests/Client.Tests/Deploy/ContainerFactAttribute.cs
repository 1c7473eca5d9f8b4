namespace Tickstorm.Tests.Deploy;

/// <summary>A test that runs a program in a tree of its own, as a container's runtime does, and is skipped where it may not.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class ContainerFactAttribute : FactAttribute
{
    /// <summary>Needs the rights, and tools.</summary>
    public ContainerFactAttribute()
    {
        string? tool = Tools.FirstMissing(["ldd", "unshare", "chroot"]);
        Skip = tool is null
            ? Tools.SkipUnless(Environment.IsPrivilegedProcess, "only root may change the root of a process")
            : Tools.SkipUnless(false, $"{tool} is not installed");
    }
}
