using System.CommandLine;
using TeemCalendar.Sandbox;

namespace TeemCalendar.Worker;

/// <summary>The options --tenant and --seed, and the sandbox tenant that they name.</summary>
internal static class TenantFile
{
    public static Option<FileInfo?> Option() => CommandOptions.File("--tenant", "The file that keeps the sandbox tenant between runs.");

    public static Option<int?> SeedOption() =>
        CommandOptions.Number("--seed", "What a new tenant's people, meetings and ids come from; an existing one keeps its own.", int.MinValue, int.MaxValue);

    /// <summary>Takes up the tenant, or makes it.</summary>
    /// <param name="file">What --tenant names; null for a tenant that is gone with the process.</param>
    /// <param name="seed">What --seed gives.</param>
    /// <param name="options">What a new tenant is like otherwise.</param>
    public static SandboxTenant Open(FileInfo? file, int? seed, SandboxOptions options)
    {
        if (seed is { } number) options = options with { Seed = number };
        if (file is not null) OutputFile.Check("--tenant", file);
        try
        {
            return file is null ? SandboxTenant.Create(options) : SandboxTenant.Keep(file.FullName, options);
        }
        catch (ArgumentException e)
        {
            throw WorkerFailure.Input("--history: a tenant has conditional-access or security-defaults, never both.", e);
        }
        catch (InvalidDataException e)
        {
            throw WorkerFailure.Input($"--tenant: {e.Message} Name another file, or remove this one to begin with a new tenant.", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw WorkerFailure.Input($"--tenant: the tenant cannot be read from {file!.FullName}: {e.Message}", e);
        }
    }

    /// <summary>Writes the tenant to its file, when it has one, and gives the file free.</summary>
    public static void Close(SandboxTenant tenant)
    {
        try
        {
            tenant.Dispose();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new WorkerFailure(ExitCode.ChapterFailed, $"The sandbox tenant could not be written to {tenant.Path}: {e.Message} The file still holds the tenant as it was before.", e);
        }
    }
}
