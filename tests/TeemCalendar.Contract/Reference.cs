namespace TeemCalendar.Contract;

/// <summary>Microsoft's published contract, where it lies beside the repository.</summary>
public static class Reference
{
    /// <summary>Why a test that needs the contract cannot run, or null where it can.</summary>
    public static string? Missing { get; } = Folder() is null ? "The published contract is not beside this repository (../shared/reference)." : null;

    /// <summary>The path of one of its files.</summary>
    public static string File(string name) => Path.Combine(Folder() ?? throw new InvalidOperationException(Missing), name);

    static string? Folder()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (Path.Combine(folder.FullName, "shared", "reference") is var reference && System.IO.File.Exists(Path.Combine(reference, "graph-v1.csdl"))) return reference;
        return null;
    }
}
