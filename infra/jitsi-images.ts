/**
 * The release of docker-jitsi-meet whose variables and files `infra/host/` knows. Two public projects recorded these digests of its
 * tag independently, one of them from the registry's API; they were not checked with the registry for this project.
 */
export const JITSI = {
  images: 'ghcr.io/jitsi',
  version: 'stable-11146-2',
  digests: {
    web: 'sha256:4231d5ff7318ff71d12ffd41afc36adae3c319b40cf79cde39b009b0c68295dc',
    prosody: 'sha256:9e341b10134d947e49ca338b9efe8d70ac9d6e8d89d621da2246dfa79fe50363',
    jicofo: 'sha256:a8d64e46eaa340751a2b5530a4abd4175adf05bff07e9775fc48daae6364cfe9',
    jvb: 'sha256:d7dc646d21af07530ae6acf1ace23ea4782445d0362004621a32a5a632a964e9',
  },
} as const;

export type JitsiDigests = Readonly<Record<keyof typeof JITSI.digests, string>>;
